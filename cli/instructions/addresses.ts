import { readFile } from "node:fs/promises";
import { parse } from "csv-parse/sync";
import { sameCase } from "../../policypack/rollout/members";
import type { Cli } from "../context";
import { CliError, whyUnreadable } from "../errors";

/** Mail addresses by user name, in `sameCase`. */
export type Addresses = ReadonlyMap<string, string>;

/**
 * A CSV file with the columns `user` and `email`.
 * @throws CliError where it can't be read, or lacks a column.
 */
export async function readAddresses(cli: Cli, file: string): Promise<Addresses> {
  try {
    const text = await readFile(cli.resolve(file), "utf8");
    return parseAddresses(text);
  } catch (error) {
    throw new CliError(`The addresses ${file} can't be read: ${whyUnreadable(error)}`);
  }
}

/** @throws Error where the text is not CSV, or lacks a column. */
export function parseAddresses(text: string): Addresses {
  const rows: Record<string, string>[] = parse(text, {
    columns: lowered,
    bom: true,
    skip_empty_lines: true,
    trim: true,
  });
  return new Map(
    rows.map(({ user, email }) => {
      if (user === undefined || email === undefined) throw new Error("it needs the columns user and email");
      return [sameCase(user), email];
    }),
  );
}

function lowered(header: readonly string[]): string[] {
  return header.map((name) => name.trim().toLowerCase());
}

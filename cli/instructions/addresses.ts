import { readFile } from "node:fs/promises";
import { parse } from "csv-parse/sync";
import { sameCase } from "../../policypack/rollout/members";
import type { Cli } from "../context";
import { CliError, messageOf } from "../errors";

/** Mail addresses by user name, in `sameCase`. */
export type Addresses = ReadonlyMap<string, string>;

/** The tags in which organisations keep a user's address; case does not count. */
const TAGS = ["email", "e-mail", "mail"];

/**
 * A CSV file with the columns `user` and `email`.
 * @throws CliError where it can't be read, or lacks a column.
 */
export async function readAddresses(cli: Cli, file: string): Promise<Addresses> {
  try {
    const text = await readFile(cli.resolve(file), "utf8");
    return parseAddresses(text);
  } catch (error) {
    throw new CliError(`The addresses ${file} can't be read: ${messageOf(error)}`);
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

/** The address in a user's tags; null: none. */
export function addressInTags(tags: Readonly<Record<string, string>>): string | null {
  const byName = new Map(Object.entries(tags).map(([name, value]) => [name.toLowerCase(), value.trim()]));
  return TAGS.map((tag) => byName.get(tag)).find((value) => value) ?? null;
}

/**
 * Whether a text is one plain address, as it may stand in a header: no name, no list, no comment, no line break.
 * Stricter than RFC 5322, which knows addresses that nobody has and mail programs read in several ways.
 */
export function isAddress(text: string): boolean {
  return (
    text.length <= 254 &&
    /^[A-Za-z0-9!#$%&'*+/=?^_{|}~.-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63}$/.test(text)
  );
}

import { readFile } from "node:fs/promises";
import { parse } from "csv-parse/sync";
import { sameCase } from "../../policypack/rollout/assign";
import { ACCOUNT_ID } from "../account-id";
import type { Cli } from "../context";
import { CliError, whyUnreadable } from "../errors";

/** Mail addresses by user name, in `sameCase`. */
export type Addresses = Pick<ReadonlyMap<string, string>, "get">;

/** The addresses that hold in an account. */
export type AddressBook = (accountId: string) => Addresses;

/**
 * A CSV file with the columns `user` and `email`, and perhaps `account`: people of one name in two accounts may be two.
 * A row without an account holds in all, but for those that have a row of their own.
 * @throws CliError where it can't be read, or lacks a column.
 */
export async function readAddresses(cli: Cli, file: string): Promise<AddressBook> {
  try {
    const text = await readFile(cli.resolve(file), "utf8");
    return parseAddresses(text);
  } catch (error) {
    throw new CliError(`The addresses ${file} can't be read: ${whyUnreadable(error)}`);
  }
}

/** @throws Error where the text is not CSV, lacks a column, or names what is no account. */
export function parseAddresses(text: string): AddressBook {
  const rows: Record<string, string>[] = parse(text, {
    columns: lowered,
    bom: true,
    skip_empty_lines: true,
    trim: true,
  });
  const byAccount = new Map<string, Map<string, string>>();
  for (const { user, email, account = "" } of rows) {
    if (user === undefined || email === undefined) throw new Error("it needs the columns user and email");
    if (account !== "" && !ACCOUNT_ID.test(account))
      throw new Error(
        `the account ${account} is not of twelve digits; a spreadsheet drops zeros in front, unless the column is text`,
      );
    const own = byAccount.get(account) ?? new Map<string, string>();
    byAccount.set(account, own.set(sameCase(user), email));
  }
  const inAll = byAccount.get("");
  return (accountId) => {
    const own = byAccount.get(accountId);
    return { get: (user) => own?.get(user) ?? inAll?.get(user) };
  };
}

function lowered(header: readonly string[]): string[] {
  return header.map((name) => name.trim().toLowerCase());
}

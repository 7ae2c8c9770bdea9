import { stringify } from "csv-stringify/sync";
import { describeReason } from "../../policypack/facts/fact";
import { oneLine } from "../text";
import type { BurnDown } from "./burndown";
import type { Person } from "./people";

const COLUMNS = ["account", "user", "arn", "state", "wave", "deadline", "exempt until", "note"];

/** A row for each console user, and one for each reason why some may be missing. */
export function statusCsv(now: BurnDown, people: readonly Person[]): string {
  return peopleCsv([{ now, people }], []);
}

/** The same of several accounts, and a row for each that could not be read. */
export function peopleCsv(
  accounts: readonly { readonly now: BurnDown; readonly people: readonly Person[] }[],
  failures: readonly { readonly account: string; readonly message: string }[],
): string {
  const rows = accounts.flatMap(({ now, people }) => rowsOf(now, people));
  const unread = failures.map(({ account, message }) => unknownRow(account, message));
  // A spreadsheet would take a name such as "=HYPERLINK(…)" for a formula.
  return stringify([COLUMNS, ...[...rows, ...unread].map((row) => row.map(oneLine))], {
    escape_formulas: true,
  });
}

function rowsOf({ account, unknown }: BurnDown, people: readonly Person[]): string[][] {
  const rows = people.map(({ name, arn, state, wave, deadline, exemptUntil }) => [
    ...[account, name, arn, state, wave ?? ""],
    ...[deadline?.toISOString() ?? "", exemptUntil?.toISOString() ?? "", ""],
  ]);
  return [...rows, ...unknown.map((reason) => unknownRow(account, describeReason(reason)))];
}

function unknownRow(account: string, why: string): string[] {
  return [account, "", "", "unknown", "", "", "", why];
}

import { stringify } from "csv-stringify/sync";
import { describeReason } from "../../policypack/facts/fact";
import { oneLine } from "../text";
import type { BurnDown } from "./burndown";
import type { Person } from "./people";

const COLUMNS = ["account", "user", "arn", "state", "wave", "deadline", "exempt until", "note"];

/** The people of an account of 12 digits. */
export interface PeopleOfAccount {
  readonly id: string;
  readonly now: Pick<BurnDown, "unknown">;
  readonly people: readonly Person[];
}

/**
 * A row for each console user, one for each reason why some may be missing, and one for each account that could not be
 * read.
 */
export function peopleCsv(
  accounts: readonly PeopleOfAccount[],
  failures: readonly { readonly id: string; readonly message: string }[],
): string {
  const rows = accounts.flatMap(rowsOf);
  const unread = failures.map(({ id, message }) => unknownRow(id, message));
  // A spreadsheet would take a name such as "=HYPERLINK(…)" for a formula.
  return stringify([COLUMNS, ...[...rows, ...unread].map((row) => row.map(oneLine))], {
    escape_formulas: true,
  });
}

function rowsOf({ id, now, people }: PeopleOfAccount): string[][] {
  const rows = people.map(({ name, arn, state, wave, deadline, exemptUntil }) => [
    ...[id, name, arn, state, wave ?? ""],
    ...[deadline?.toISOString() ?? "", exemptUntil?.toISOString() ?? "", ""],
  ]);
  return [...rows, ...now.unknown.map((reason) => unknownRow(id, describeReason(reason)))];
}

function unknownRow(account: string, why: string): string[] {
  return [account, "", "", "unknown", "", "", "", why];
}

import { stringify } from "csv-stringify/sync";
import { describeReason } from "../../policypack/facts/fact";
import { oneLine } from "../text";
import type { BurnDown } from "./burndown";
import type { Person } from "./people";

const COLUMNS = ["account", "user", "arn", "state", "wave", "deadline", "exempt until", "note"];

/** A row for each console user, and one for each reason why some may be missing. */
export function statusCsv({ account, unknown }: BurnDown, people: readonly Person[]): string {
  const rows = people.map(({ name, arn, state, wave, deadline, exemptUntil }) => [
    ...[account, name, arn, state, wave ?? ""],
    ...[deadline?.toISOString() ?? "", exemptUntil?.toISOString() ?? "", ""],
  ]);
  const missing = unknown.map((reason) => [account, "", "", "unknown", "", "", "", describeReason(reason)]);
  // A spreadsheet would take a name such as "=HYPERLINK(…)" for a formula.
  return stringify([COLUMNS, ...[...rows, ...missing].map((row) => row.map(oneLine))], {
    escape_formulas: true,
  });
}

import type { Piece } from "../atomic-write";
import { inertLine } from "./json";
import type { AccountReport } from "./report-model";
import { type Head, headOf, ofAccounts, type ReportSource } from "./source";

/**
 * The report as JSON Lines (https://jsonlines.org): first all of it but the accounts, then an account a line, each as
 * in the JSON.
 */
export function* toJsonl(report: ReportSource): Generator<Piece> {
  const { failures, leftOut } = report;
  yield inertLine({ ...headOf(report), failures, leftOut });
  yield* ofAccounts(report, "jsonl", accountLine);
}

export function accountLine(_head: Head, account: AccountReport): string {
  return inertLine(account);
}

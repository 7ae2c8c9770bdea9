import { inertLine } from "./json";
import { headOf, type ReportSource } from "./source";

/**
 * The report as JSON Lines (https://jsonlines.org): first all of it but the accounts, then an account a line, each as
 * in the JSON.
 */
export function* toJsonl(report: ReportSource): Generator<string> {
  const { failures, leftOut } = report;
  yield inertLine({ ...headOf(report), failures, leftOut });
  for (const account of report.each()) yield inertLine(account);
}

import { stringify } from "csv-stringify/sync";
import { describeReason } from "../../policypack/facts/fact";
import { oneLine } from "../text";
import { withRules } from "./counts";
import type { AccountReport, Report } from "./model";

const COLUMNS = [
  ...["account", "rule", "level", "severity", "status", "subject", "arn", "message", "frameworks", "id"],
] as const;

/**
 * A row for each violation and each thing unknown; one for each rule that found nothing, so that none is missing; and
 * one for each account that was not read.
 */
export function toCsv(report: Report): string {
  const rows = report.accounts.flatMap((account) => rowsOf(report, account));
  const failed = report.failures.map(({ id, message }) =>
    row({ account: id, status: "unreadable", message }),
  );
  const leftOut = report.leftOut.map(({ id, why }) => row({ account: id, status: "left-out", message: why }));
  // A spreadsheet would take a name such as "=HYPERLINK(…)" for a formula.
  return stringify([COLUMNS, ...rows, ...failed, ...leftOut], { escape_formulas: true });
}

function rowsOf(report: Report, account: AccountReport): string[][] {
  return withRules(report, account).flatMap(({ rule, result }) => {
    const frameworks = rule.frameworks.map((f) => [f.name, f.version, f.reference].filter(Boolean).join(" "));
    const common = {
      ...{
        account: account.id ?? account.label,
        rule: rule.name,
        level: rule.level,
        severity: rule.severity,
      },
      frameworks: frameworks.join("; "),
    };
    const found = [
      ...result.violations.map(({ id, subject, arn, message }) =>
        row({ ...common, id, subject, arn: arn ?? "", message, status: "violation" }),
      ),
      ...result.unknowns.map(({ id, subject, arn, reason }) =>
        row({ ...common, id, subject, arn: arn ?? "", message: describeReason(reason), status: "unknown" }),
      ),
    ];
    const nothing = row({ ...common, status: result.status, message: result.notApplicable.join("; ") });
    return found.length > 0 ? found : [nothing];
  });
}

function row(cells: Partial<Record<(typeof COLUMNS)[number], string>>): string[] {
  return COLUMNS.map((column) => oneLine(cells[column] ?? ""));
}

import { stringify } from "csv-stringify/sync";
import { describeReason } from "../../policypack/facts/fact";
import type { Piece } from "../atomic-write";
import { oneLine } from "../text";
import { describe, requirementsOf } from "./controls";
import { withRules } from "./summary";
import type { AccountReport, Report } from "./model";
import { type Head, ofAccounts, type ReportSource } from "./source";

const COLUMNS = [
  ...[
    "account",
    "rule",
    "level",
    "severity",
    "status",
    "subject",
    "arn",
    "message",
    "frameworks",
    "id",
    "passwords",
    "account name",
    "organizational unit",
  ],
] as const;

/**
 * A row for each user and question of the standards that are answered, pass or not, with the controls that ask it; then
 * for each rule: a row for each violation and each thing unknown; one for each rule that found nothing, so that none is missing; and
 * one for each account that was not read. In each is how old what is told of the account's passwords is: rows are
 * sorted and filtered, and end up in other files.
 */
export function* toCsv(report: ReportSource): Generator<Piece> {
  yield written([COLUMNS]);
  yield* ofAccounts(report, "csv", csvRows);
  const failed = report.failures.map(({ id, organization, message }) =>
    row({ account: id, status: "unreadable", message, ...placed(organization) }),
  );
  const leftOut = report.leftOut.map(({ id, organization, why }) =>
    row({ account: id, status: "left-out", message: why, ...placed(organization) }),
  );
  yield written([...failed, ...leftOut]);
}

/** The rows of an account. */
export function csvRows(head: Head, account: AccountReport): string {
  return written([...answersOf(head, account), ...rowsOf(head, account)]);
}

/** A spreadsheet would take a name such as "=HYPERLINK(…)" for a formula. */
function written(rows: readonly (readonly string[])[]): string {
  return stringify([...rows], { escape_formulas: true });
}

/** What rows tell of a rule and of a question. */
type Told = Pick<Report, "rules" | "controls">;

/** Empty where the account was not read with --org, or what AWS Organizations tells is not known. */
function placed(organization: AccountReport["organization"]) {
  const { accountName, unit } = organization ?? {};
  return { "account name": accountName ?? "", "organizational unit": unit ?? "" };
}

function answersOf(report: Told, { id, label, organization, answers, facts }: AccountReport): string[][] {
  return answers.map((answer) =>
    row({
      ...{ account: id ?? label, rule: answer.question, status: answer.verdict },
      ...{ subject: answer.subject, arn: answer.arn ?? "", message: describe(answer) },
      frameworks: requirementsOf(report, answer.question).join("; "),
      passwords: facts.passwords,
      ...placed(organization),
    }),
  );
}

function rowsOf(report: Told, account: AccountReport): string[][] {
  return withRules(report, account).flatMap(({ rule, result }) => {
    const common = {
      ...{
        account: account.id ?? account.label,
        rule: rule.name,
        level: rule.level,
        severity: rule.severity,
        passwords: account.facts.passwords,
        ...placed(account.organization),
      },
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

import { stringify } from "csv-stringify/sync";
import { describeReason } from "../../policypack/facts/fact";
import type { Piece } from "../atomic-write";
import { oneLine } from "../text";
import { describe, requirementsOf } from "./control-answers";
import { withRules } from "./summary";
import type { AccountReport, Report } from "./report-model";
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
 * for each rule: a row for each violation and each thing unknown; one for each rule that found nothing, so that none is
 * missing; and one for each account that was not read. In each is how old what is told of the account's passwords is:
 * rows are sorted and filtered, and end up in other files.
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
  const known = new Map<string, string>();
  let rows = "";
  for (const { common, own } of [...answersOf(head, account), ...rowsOf(head, account)])
    rows += `${COLUMNS.map((column) => cell(own[column] ?? common[column] ?? "", known)).join(",")}\n`;
  return rows;
}

/** What stands in a cell as it is: no formula, nothing to quote, nothing that acts on a terminal. */
const PLAIN = /^[A-Za-z0-9][A-Za-z0-9 ._:;/()@+=-]*$/;

/** A cell as `written` writes it. @param known What others are written as: an account has long ones many times. */
function cell(text: string, known: Map<string, string>): string {
  if (text === "" || PLAIN.test(text)) return text;
  const found = known.get(text) ?? written([[oneLine(text)]]).slice(0, -1);
  known.set(text, found);
  return found;
}

/** A spreadsheet would take a name such as "=HYPERLINK(…)" for a formula. */
function written(rows: readonly (readonly string[])[]): string {
  return stringify([...rows], { escape_formulas: true });
}

type Cells = Readonly<Partial<Record<(typeof COLUMNS)[number], string>>>;

interface Row {
  /** Of several rows. */
  readonly common: Cells;
  readonly own: Cells;
}

/** What rows tell of a rule and of a question. */
type Told = Pick<Report, "rules" | "controls">;

/** Empty where the account was not read with --org, or what AWS Organizations tells is not known. */
function placed(organization: AccountReport["organization"]) {
  const { accountName, unit } = organization ?? {};
  return { "account name": accountName ?? "", "organizational unit": unit ?? "" };
}

/** Of every row of an account. */
function cellsOf({ id, label, organization, facts }: AccountReport): Cells {
  return { account: id ?? label, passwords: facts.passwords, ...placed(organization) };
}

function answersOf(report: Told, account: AccountReport): Row[] {
  const common = cellsOf(account);
  return account.answers.map((answer) => ({
    common,
    own: {
      rule: answer.question,
      status: answer.verdict,
      subject: answer.subject,
      arn: answer.arn ?? "",
      message: describe(answer),
      frameworks: requirementsOf(report, answer.question).join("; "),
    },
  }));
}

function rowsOf(report: Told, account: AccountReport): Row[] {
  const ofAccount = cellsOf(account);
  return withRules(report, account).flatMap(({ rule, result }): Row[] => {
    const { status, notApplicable } = result;
    const common = { ...ofAccount, rule: rule.name, level: rule.level, severity: rule.severity };
    const found = [
      ...result.violations.map(({ id, subject, arn, message }) => ({
        common,
        own: { id, subject, arn: arn ?? "", message, status: "violation" },
      })),
      ...result.unknowns.map(({ id, subject, arn, reason }) => ({
        common,
        own: { id, subject, arn: arn ?? "", message: describeReason(reason), status: "unknown" },
      })),
    ];
    return found.length > 0 ? found : [{ common, own: { status, message: notApplicable.join("; ") } }];
  });
}

function row(cells: Cells): string[] {
  return COLUMNS.map((column) => oneLine(cells[column] ?? ""));
}

import type { AccountReport, AnswerReport, Report, RuleResultReport } from "./model";

/** What totals and verdicts are made of: an account's report without its texts. A whole one is an outline too. */
export interface AccountOutline extends Pick<
  AccountReport,
  "label" | "id" | "partition" | "alias" | "organization" | "facts" | "consoleUsers"
> {
  readonly results: readonly ResultOutline[];
  readonly answers: readonly Pick<AnswerReport, "question" | "verdict">[];
}

export interface ResultOutline extends Pick<RuleResultReport, "rule" | "status"> {
  readonly violations: { readonly length: number };
  readonly unknowns: { readonly length: number };
}

/** A report with the outlines of its accounts: enough for each number in it, and for the exit code. */
export interface Outline extends Omit<Report, "accounts"> {
  readonly accounts: readonly AccountOutline[];
}

/** A report that is written account by account, because memory may not hold all of an organization's. */
export interface ReportSource extends Outline {
  /** The accounts in the order of their outlines, as often as they are asked for. */
  readonly each: () => Iterable<AccountReport>;
  /** Whether it is of an organization, however many of its accounts were read. */
  readonly organization: boolean;
}

/** The accounts of a report, as a command has judged them. */
export interface Judged extends Pick<ReportSource, "accounts" | "each" | "organization"> {
  readonly failures: readonly Report["failures"][number][];
  readonly leftOut: readonly Report["leftOut"][number][];
  /** To be called when the report is written: what was kept for it is needed no longer. */
  readonly written?: () => Promise<void>;
}

/** Of a report that is in memory. */
export function sourceOf(report: Report, organization = false): ReportSource {
  return { ...report, each: () => report.accounts, organization };
}

/** False: it answers standards alone, and no rule was asked; so none found nothing. */
export function isOfRules({ rules }: Pick<Report, "rules">): boolean {
  return rules.length > 0;
}

/** Of a source, for what needs all accounts together: few of them. */
export function wholeOf(source: ReportSource): Report {
  const { failures, leftOut } = source;
  return { ...headOf(source), accounts: [...source.each()], failures, leftOut };
}

/** What the report says before its accounts. */
export function headOf(report: Outline): Omit<Report, "accounts" | "failures" | "leftOut"> {
  const { format, version, tool, generatedAt, settings, counts, rules, controls } = report;
  return { format, version, tool, generatedAt, settings, counts, rules, controls };
}

/** What says the same is one object: an organization has a million answers. */
const SAME = new Map<string, AccountOutline["answers"][number] | ResultOutline>();

function shared<T extends AccountOutline["answers"][number] | ResultOutline>(one: T): T {
  const key = JSON.stringify(one);
  const known = SAME.get(key);
  if (known) return known as T;
  SAME.set(key, one);
  return one;
}

export function outlineOf(account: AccountOutline): AccountOutline {
  const { label, id, partition, alias, organization, facts, consoleUsers, results, answers } = account;
  return {
    ...{ label, id, partition, alias, organization, facts, consoleUsers },
    results: results.map(({ rule, status, violations, unknowns }) =>
      shared({
        ...{ rule, status },
        violations: { length: violations.length },
        unknowns: { length: unknowns.length },
      }),
    ),
    answers: answers.map(({ question, verdict }) => shared({ question, verdict })),
  };
}

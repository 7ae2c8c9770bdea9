import type { Piece } from "../atomic-write";
import type { AccountReport, AnswerReport, Report, RuleResultReport } from "./report-model";

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
  /** What a format says of each account, in the same order, as other threads make it; undefined: they are too few. */
  readonly formatted?: Formatted;
}

/** What is told of no account, or of all. */
export type Head = ReturnType<typeof headOf>;

/** The formats that say of an account what needs no other account to be known. */
export type PartFormat = "csv" | "jsonl" | "ocsf";

export type Formatted = (format: PartFormat, head: Head) => Iterable<Promise<Uint8Array>>;

/** What is said of each account: made elsewhere where there are threads for it, else here. */
export function* ofAccounts(
  report: ReportSource,
  format: PartFormat,
  say: (head: Head, account: AccountReport) => string,
): Generator<Piece> {
  if (report.formatted) return yield* report.formatted(format, headOf(report));
  for (const account of report.each()) yield say(report, account);
}

/** The accounts of a report, as a command has judged them. */
export interface Judged extends Pick<ReportSource, "accounts" | "each" | "organization" | "formatted"> {
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

export function outlineOf(account: AccountOutline): AccountOutline {
  const { label, id, partition, alias, organization, facts, consoleUsers, results, answers } = account;
  return {
    ...{ label, id, partition, alias, organization, facts, consoleUsers },
    results: results.map(({ rule, status, violations, unknowns }) => ({
      ...{ rule, status },
      violations: { length: violations.length },
      unknowns: { length: unknowns.length },
    })),
    answers: answers.map(({ question, verdict }) => ({ question, verdict })),
  };
}

/** Outlines in which what says the same is one object: an organization has a million answers. */
export class SharedOutlines {
  private readonly results = new Map<string, ResultOutline>();
  private readonly answers = new Map<string, AccountOutline["answers"][number]>();

  of(outline: AccountOutline): AccountOutline {
    return {
      ...outline,
      results: outline.results.map((one) =>
        same(this.results, `${one.rule} ${one.status} ${one.violations.length} ${one.unknowns.length}`, one),
      ),
      answers: outline.answers.map((one) => same(this.answers, `${one.question} ${one.verdict}`, one)),
    };
  }
}

function same<One>(known: Map<string, One>, key: string, one: One): One {
  const found = known.get(key);
  if (found !== undefined) return found;
  known.set(key, one);
  return one;
}

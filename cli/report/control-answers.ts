import { type Question, QUESTIONS } from "../../policypack/rules/controls";
import { withoutNameOf } from "../../policypack/facts/causes";
import { oneLine } from "../text";
import { isOfSeveral } from "./summary";
import { paragraph, type TerminalLayout } from "./terminal-layout";
import type { AccountReport, AnswerReport, ControlReport, Report } from "./report-model";
import type { Outline, ReportSource } from "./source";

/** "CIS AWS Foundations Benchmark 3.0". */
export function standardName({ name, version }: Pick<ControlReport, "name" | "version">): string {
  return [name, version].filter(Boolean).join(" ");
}

/** What an answer is evidence for. */
interface Evidence {
  /** Standards, each once. */
  readonly standards: readonly string[];
  /** The controls that ask the question. */
  readonly requirements: readonly string[];
}

/** By the controls of a report. The same for each answer to a question, and an organization has a million answers. */
const EVIDENCE = new WeakMap<Report["controls"], Map<Question, Evidence>>();

export function evidenceFor({ controls }: Pick<Report, "controls">, question: Question): Evidence {
  const known = EVIDENCE.get(controls) ?? new Map<Question, Evidence>();
  EVIDENCE.set(controls, known);
  const found = known.get(question);
  if (found) return found;
  const asking = controls.filter((control) => control.question === question);
  const evidence = {
    standards: [...new Set(asking.map(standardName))],
    requirements: asking.map((control) => `${standardName(control)} ${control.reference}`),
  };
  known.set(question, evidence);
  return evidence;
}

/** What a finding is evidence for: the controls that ask a question. */
export function requirementsOf(report: Pick<Report, "controls">, question: Question): readonly string[] {
  return evidenceFor(report, question).requirements;
}

/** "has no MFA device (exempt until 2027-01-31 23:59 UTC: …)". */
export function describe({ why, beside }: AnswerReport): string {
  return beside === null ? why : `${why} (${beside})`;
}

/** How a control is answered over all accounts. Nothing passes because it could not be looked at. */
export type ControlVerdict = "not met" | "not checked" | "met" | "not applicable";

/** A control with the answers to it, over all accounts. */
export interface ControlCounts {
  readonly control: ControlReport;
  readonly verdict: ControlVerdict;
  /** "4 pass, 7 fail". */
  readonly words: string;
}

/** The view by control, in the order of standards. */
export function byControl({ controls, accounts, failures }: Outline): ControlCounts[] {
  const counts = countsByQuestion(accounts);
  const one = (control: ControlReport): ControlCounts => {
    const count = (verdict: AnswerReport["verdict"]) => counts.get(`${control.question} ${verdict}`) ?? 0;
    const [pass, fail] = [count("pass"), count("fail")];
    const [unknown, idle] = [count("unknown"), count("not-applicable")];
    const words = [
      `${pass} pass, ${fail} fail`,
      ...(unknown > 0 ? [`${unknown} not checked`] : []),
      ...(failures.length > 0 ? [`accounts that could not be read: ${failures.length}`] : []),
      ...(idle > 0 ? [`${idle} not applicable`] : []),
    ];
    const isOpen = unknown > 0 || failures.length > 0;
    const verdict = fail > 0 ? "not met" : isOpen ? "not checked" : pass > 0 ? "met" : "not applicable";
    return { control, verdict, words: words.join(", ") };
  };
  const order = [...new Set(controls.map(({ standard }) => standard))];
  return order.flatMap((id) => controls.filter(({ standard }) => standard === id).map(one));
}

function countsByQuestion(accounts: Outline["accounts"]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { answers } of accounts)
    for (const { question, verdict } of answers) {
      const key = `${question} ${verdict}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  return counts;
}

const VERDICTS: readonly ControlVerdict[] = ["not met", "not checked", "met", "not applicable"];

/**
 * How the chosen standards came out: "CIS AWS Foundations Benchmark 3.0: of 3 controls 1 not met, 2 met"; null: none
 * was chosen.
 */
export function standardsInWords(report: Outline): string | null {
  if (report.settings.compliance.length === 0) return null;
  const all = byControl(report);
  const standards = new Map(all.map(({ control }) => [control.standard, standardName(control)]));
  const one = ([id, name]: [string, string]) => {
    const own = all.filter(({ control }) => control.standard === id);
    const told = VERDICTS.flatMap((verdict) => {
      const count = own.filter((control) => control.verdict === verdict).length;
      return count > 0 ? [`${count} ${verdict}`] : [];
    });
    return `${name}: of ${own.length} ${own.length === 1 ? "control" : "controls"} ${told.join(", ")}`;
  };
  return [...standards].map(one).join("; ");
}

/** The view by control for a terminal, for who has chosen a standard: what is not met first. */
export function* controlsLines(
  report: ReportSource,
  layout: TerminalLayout,
  most: number,
): Generator<string> {
  if (report.settings.compliance.length === 0) return;
  const { bold, red, yellow, green, dim } = layout.colours;
  const marks = {
    "not met": red("✖"),
    "not checked": yellow("?"),
    met: green("✔"),
    "not applicable": dim("–"),
  };
  const told = new Map<Question, string>();
  const reasons = new Set<string>();
  const sorted = VERDICTS.flatMap((verdict) => byControl(report).filter((one) => one.verdict === verdict));
  for (const { control, verdict, words } of sorted) {
    const name = `${standardName(control)} ${control.reference}`;
    yield "";
    yield `${marks[verdict]} ${bold(paragraph(layout, `${name}: ${words}`, "  ").slice(2))}`;
    yield paragraph(layout, control.specification, "  ");
    yield paragraph(layout, QUESTIONS[control.question], "  ");
    const before = told.get(control.question);
    told.set(control.question, before ?? name);
    if (verdict !== "not met" && verdict !== "not checked") continue;
    if (before === undefined) yield* whoLines(report, control.question, { layout, most, reasons });
    else yield paragraph(layout, `The same question, and the same people, as ${before}.`, "  ");
  }
}

interface Telling {
  readonly layout: TerminalLayout;
  readonly most: number;
  /** Why something was not checked, as far as it was told of questions before. */
  readonly reasons: Set<string>;
}

/** Who fails, one by one; who was not checked, by cause. */
function* whoLines(
  report: ReportSource,
  question: Question,
  { layout, most, reasons }: Telling,
): Generator<string> {
  const { red, yellow } = layout.colours;
  let count = 0;
  for (const { account, answer } of answersTo(report, question, "fail"))
    if (count++ < most)
      yield red(
        paragraph(layout, oneLine(`${subjectOf(report, account, answer)}: ${describe(answer)}`), "  - "),
      );
  if (count > most) yield andMore(count - most, layout);
  for (const { subject, why } of openByCause(report, question)) {
    const reason = reasons.has(why) ? "for the reason told above" : why;
    reasons.add(why);
    yield yellow(paragraph(layout, oneLine(`${subject}: not checked, ${reason}`), "  ? "));
  }
}

/** What a terminal leaves out, and where it is. */
export function andMore(count: number, layout: TerminalLayout): string {
  return paragraph(
    layout,
    `and ${count} more: --all shows them here, --format csv or html has them all`,
    "  … ",
  );
}

interface AnswerOf {
  readonly account: AccountReport;
  readonly answer: AnswerReport;
}

/** The answers to a question that came out so, over all accounts. */
export function* answersTo(
  { each }: Pick<ReportSource, "each">,
  question: Question,
  verdict: AnswerReport["verdict"],
): Generator<AnswerOf> {
  for (const account of each())
    for (const answer of account.answers)
      if (answer.question === question && answer.verdict === verdict) yield { account, answer };
}

/** Whom an answer is about: with the account where there are several, since "root" is in each. */
export function subjectOf(
  report: Pick<Outline, "accounts" | "failures">,
  { label }: Pick<AccountReport, "label">,
  { subject }: Pick<AnswerReport, "subject">,
): string {
  return isOfSeveral(report) && subject !== label ? `${label}, ${subject}` : subject;
}

/** Why a question stays open, each cause once: one refused call leaves many users open. */
export function openByCause(
  report: ReportSource,
  question: Question,
): readonly { readonly subject: string; readonly why: string }[] {
  const causes = new Map<string, { readonly first: AnswerOf; count: number }>();
  for (const one of answersTo(report, question, "unknown")) {
    const key = withoutNameOf(one.answer.subject, one.answer.why);
    const cause = causes.get(key);
    if (cause) cause.count++;
    else causes.set(key, { first: one, count: 1 });
  }
  return [...causes.values()].map(({ first: { account, answer }, count }) => ({
    subject: `${subjectOf(report, account, answer)}${count === 1 ? "" : ` and ${count - 1} more`}`,
    why: answer.why,
  }));
}

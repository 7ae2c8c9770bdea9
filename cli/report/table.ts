import { byCause, sharedReason } from "../../policypack/facts/causes";
import { describeReason } from "../../policypack/facts/fact";
import type { Colours } from "../context";
import { leftOutInWords, namesByText } from "./left-out";
import { oneLine } from "../text";
import { andMore, controlsLines } from "./control-answers";
import type { AccountReport, RuleReport, RuleResultReport, UnknownReport } from "./report-model";
import { accountsOverview, rulesOverview } from "./overview";
import { verdictOf } from "./result";
import { shownTime } from "../times";
import { isOfRules, type Outline, type ReportSource } from "./source";
import {
  countsOf,
  headlineOf,
  headlineOfAll,
  isOfSeveral,
  plural,
  summaryOf,
  totalViolations,
  withRules,
} from "./summary";
import { paragraph, type TerminalLayout } from "./terminal-layout";

/**
 * The report for a person at a terminal, who sees its end: each finding first, whole, then what to do, what was not
 * checked, how each rule ended, and last the numbers.
 * @param columns Characters of a line; undefined: lines are as long as they are.
 * @param most Findings of a rule, and of a control, that are told one by one; the others are counted.
 */
export function* toTable(
  report: ReportSource,
  colours: Colours,
  columns?: number,
  most = Infinity,
): Generator<string> {
  for (const line of linesOf(report, { colours, columns }, most)) yield `${line}\n`;
}

function* linesOf(report: ReportSource, layout: TerminalLayout, most: number): Generator<string> {
  const several = isOfSeveral(report);
  // One at most, unless there are several: those are gone through one at a time.
  const alone = several ? [] : [...report.each()];
  yield* alone.map((account) => title(account, layout));
  yield* controlsLines(report, layout, most);
  yield* foundIn(report, { several, layout, most });
  yield* whatToDo(report, layout);
  yield* alone.flatMap((account) => gaps(account, layout));
  if (isOfRules(report)) {
    yield "";
    yield* several ? overAccounts(report, layout, most) : alone.flatMap((a) => overRules(report, a, layout));
  }
  yield* unread(report, layout);
  yield "";
  yield* verdict(report, layout);
}

function title(account: AccountReport, layout: TerminalLayout): string {
  return layout.colours.dim(paragraph(layout, `${oneLine(account.label)}: ${readingOf(account)}`));
}

interface Showing {
  readonly several: boolean;
  readonly layout: TerminalLayout;
  readonly most: number;
}

/** Findings, each with its account's heading, that a terminal shows of several accounts. */
const OF_SEVERAL = 100;

/** What was found in each account. A terminal is told of the first accounts of several, and how many more there are. */
function* foundIn(report: ReportSource, showing: Showing): Generator<string> {
  const { several, layout, most } = showing;
  let left = several && most < Infinity ? OF_SEVERAL : Infinity;
  const hidden = { accounts: 0, violations: 0 };
  for (const account of report.each()) {
    const lines = found(report, account, showing);
    if (lines.length === 0) continue;
    if (left > 0) yield* lines;
    else {
      hidden.accounts++;
      hidden.violations += totalViolations(countsOf([account], report.rules));
    }
    for (const { violations } of account.results) left -= Math.min(violations.length, most);
    left--;
  }
  if (hidden.accounts === 0) return;
  const what = `${plural(hidden.violations, "violation")} in ${plural(hidden.accounts, "more account")}`;
  yield "";
  yield paragraph(layout, `${what}: --all shows them here, --output or --format csv has them all`, "… ");
}

/** What was found in an account; of several, under its name, and with what was not checked there. */
function found(report: Outline, account: AccountReport, { several, layout, most }: Showing): string[] {
  const withViolations = withRules(report, account).filter(({ result }) => result.violations.length > 0);
  const lines = withViolations.flatMap(({ rule, result }) => findings(rule, result, { layout, most }));
  if (!several) return lines;
  const all = [...lines, ...gaps(account, layout)];
  return all.length === 0 ? [] : ["", ...heading(report, account, layout), ...all];
}

function overRules(report: Outline, account: AccountReport, layout: TerminalLayout): string[] {
  return [...rulesOverview(report, account, layout), ...notApplicable(account, layout)];
}

function overAccounts(report: Outline, layout: TerminalLayout, most: number): string[] {
  return report.accounts.length === 0 ? [] : accountsOverview(report, { ...layout, all: most === Infinity });
}

/** The numbers, and how it came out: what stays on the screen. */
function verdict(report: Outline, layout: TerminalLayout): string[] {
  const { accounts, failures, leftOut } = report;
  const { kind, words } = verdictOf(report);
  const { red, yellow, green, bold } = layout.colours;
  const [mark, colour] = (
    { violation: ["✖", red], unknown: ["?", yellow], compliant: ["✔", green] } as const
  )[kind];
  const not = failures.length > 0 ? `, ${failures.length} of them not read` : "";
  const others = leftOut.length > 0 ? ` (${leftOut.length} more left out)` : "";
  const count = `${plural(accounts.length + failures.length, "account")}${not}${others}`;
  const all = isOfSeveral(report) || leftOut.length > 0 ? `${count}: ` : "";
  const [only] = accounts;
  const headline = isOfSeveral(report) || !only ? headlineOfAll(report) : headlineOf(only);
  const line = paragraph(layout, `${all}${words}`, `${mark} `);
  return [bold(paragraph(layout, headline)), colour(mark) + line.slice(mark.length)];
}

function heading(report: Outline, account: AccountReport, layout: TerminalLayout): string[] {
  return [
    layout.colours.bold(paragraph(layout, headlineOf(account))),
    layout.colours.dim(paragraph(layout, readingOf(account))),
    paragraph(layout, summaryOf(countsOf([account], report.rules))),
  ];
}

/** Where the facts are from. */
function readingOf({ facts, alias }: AccountReport): string {
  const by = facts.identity === null ? "" : ` as ${oneLine(facts.identity)}`;
  const from = facts.file === null ? "read live" : `from the snapshot ${oneLine(facts.file)}, read`;
  const root = facts.rootAccess === null ? "" : `${oneLine(facts.rootAccess)}; `;
  return `${alias === null ? "" : `alias ${oneLine(alias)}; `}${from} ${shownTime(facts.readAt)}${by}; ${oneLine(facts.passwords)}; ${root}${facts.notLookedAt}`;
}

function findings(
  rule: RuleReport,
  { headline, violations }: RuleResultReport,
  { layout, most }: Pick<Showing, "layout" | "most">,
): string[] {
  const { red, bold } = layout.colours;
  return [
    "",
    `${red("✖")} ${bold(rule.name)} (${rule.severity})`,
    paragraph(layout, rule.description, "  "),
    ...(headline === null ? [] : [paragraph(layout, `${oneLine(headline)}:`, "  ")]),
    ...violations.slice(0, most).map(({ message }) => paragraph(layout, oneLine(message), "  - ")),
    ...(violations.length > most ? [andMore(violations.length - most, layout)] : []),
  ];
}

function gaps(account: AccountReport, layout: TerminalLayout): string[] {
  const lines = gapsOf(account).map(({ reason, rules }) =>
    paragraph(layout, `${oneLine(describeReason(reason))} (${rules.join(", ")})`, "  - "),
  );
  const { yellow, bold } = layout.colours;
  return lines.length === 0 ? [] : ["", `${yellow("?")} ${bold("Not checked")}`, ...lines];
}

/** Each reason once. */
function notApplicable({ results }: AccountReport, layout: TerminalLayout): string[] {
  const rules = namesByText(
    results.flatMap(({ rule, notApplicable }) => notApplicable.map((reason) => [reason, rule] as const)),
  );
  const lines = [...rules].map(([reason, names]) =>
    paragraph(layout, `${names.join(", ")}: ${oneLine(reason)}`, "  - "),
  );
  const { dim } = layout.colours;
  return lines.length === 0 ? [] : ["", dim("– Not applicable"), ...lines.map(dim)];
}

/** Accounts of which nothing was read. */
function unread({ failures, leftOut }: Outline, layout: TerminalLayout): string[] {
  const { yellow, dim } = layout.colours;
  const failed = failures.map(({ account, message }) =>
    yellow(paragraph(layout, `${oneLine(account)} could not be read: ${oneLine(message)}`, "? ")),
  );
  const left = leftOutInWords(leftOut).map((words) => dim(paragraph(layout, oneLine(words), "– ")));
  return failed.length + left.length === 0 ? [] : ["", ...failed, ...left];
}

/** The steps of each rule that found something, once for all accounts. Steps that rules share are told once too. */
function whatToDo(report: Outline, layout: TerminalLayout): string[] {
  const results = report.accounts.flatMap((account) => withRules(report, account));
  const found = new Set(
    results.filter(({ result }) => result.violations.length > 0).map(({ rule }) => rule.name),
  );
  const rules = report.rules.filter(({ name }) => found.has(name));
  const told: Told[] = [];
  const lines = rules.flatMap((rule) => stepsOf(rule, told, layout));
  const [first] = rules;
  if (!first) return [];
  return [
    "",
    layout.colours.bold("What to do"),
    ...lines,
    "",
    layout.colours.dim(paragraph(layout, pagesOf(first))),
  ];
}

/** A page's whole address is longer than a line. */
function pagesOf({ documentation }: RuleReport): string {
  return `Each rule has a page: ${documentation.replace(/[^/]*$/, "")}`;
}

/** What a rule's steps look like in the report: number 1 first, some of them as a reference to another rule's. */
interface Told {
  readonly rule: string;
  readonly steps: readonly string[];
}

/** The rule's steps as lines; adds them to what has been told. */
function stepsOf({ name, remediation }: RuleReport, told: Told[], layout: TerminalLayout): string[] {
  const steps = told.reduce(shorten, remediation);
  told.push({ rule: name, steps });
  return [`  ${name}`, ...steps.map((step, index) => paragraph(layout, step, `    ${index + 1}. `))];
}

/** Steps that another rule told in a row, as a reference to them by the numbers that they have there. */
function shorten(steps: readonly string[], other: Told): readonly string[] {
  const short: string[] = [];
  for (let index = 0; index < steps.length;) {
    const step = steps[index] ?? "";
    const at = other.steps.indexOf(step);
    const length = at === -1 ? 0 : sameInARow(steps.slice(index), other.steps.slice(at));
    short.push(length < 2 ? step : `As steps ${at + 1} to ${at + length} of ${other.rule}.`);
    index += Math.max(length, 1);
  }
  return short;
}

function sameInARow(steps: readonly string[], others: readonly string[]): number {
  const differs = steps.findIndex((step, index) => step !== others[index]);
  return differs === -1 ? steps.length : differs;
}

/** One cause why something could not be judged, with all that it left open. */
export interface Gap {
  readonly reason: UnknownReport["reason"];
  readonly rules: readonly string[];
}

/** Each cause once: one refused call leaves many users and rules open. */
export function gapsOf({ results }: AccountReport): readonly Gap[] {
  const unknowns = results.flatMap(({ rule, unknowns }) => unknowns.map((unknown) => ({ ...unknown, rule })));
  return byCause(unknowns).map((cause) => ({
    reason: sharedReason(cause),
    rules: [...new Set(cause.gaps.map(({ rule }) => rule))],
  }));
}

import { describeReason } from "../../policypack/facts/fact";
import type { Colours } from "../context";
import { oneLine } from "../text";
import { andMore, controlsLines } from "./controls";
import { countsOf, withRules } from "./counts";
import { headlineOf, headlineOfAll, isOfSeveral, plural, summaryOf } from "./headline";
import { paragraph, type Sheet } from "./lines";
import { leftOutInWords } from "./left-out";
import type { AccountReport, RuleReport, RuleResultReport } from "./model";
import { accountsOverview, rulesOverview } from "./overview";
import { verdictOf } from "./result";
import { shownTime } from "./shown-time";
import { isOfRules, type Outline, type ReportSource } from "./source";
import { gapsOf } from "./unknowns";
import { whatToDo } from "./what-to-do";

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

function* linesOf(report: ReportSource, sheet: Sheet, most: number): Generator<string> {
  const several = isOfSeveral(report);
  // One at most, unless there are several: those are gone through one at a time.
  const alone = several ? [] : [...report.each()];
  yield* alone.map((account) => title(account, sheet));
  yield* controlsLines(report, sheet, most);
  for (const account of report.each()) yield* found(report, account, { several, sheet, most });
  yield* whatToDo(report, sheet);
  yield* alone.flatMap((account) => gaps(account, sheet));
  if (isOfRules(report)) {
    yield "";
    yield* several ? overAccounts(report, sheet) : alone.flatMap((a) => overRules(report, a, sheet));
  }
  yield* unread(report, sheet);
  yield "";
  yield* verdict(report, sheet);
}

function title(account: AccountReport, sheet: Sheet): string {
  return sheet.colours.dim(paragraph(sheet, `${oneLine(account.label)}: ${readingOf(account)}`));
}

interface Showing {
  readonly several: boolean;
  readonly sheet: Sheet;
  readonly most: number;
}

/** What was found in an account; of several, under its name, and with what was not checked there. */
function found(report: Outline, account: AccountReport, { several, sheet, most }: Showing): string[] {
  const withViolations = withRules(report, account).filter(({ result }) => result.violations.length > 0);
  const lines = withViolations.flatMap(({ rule, result }) => findings(rule, result, { sheet, most }));
  if (!several) return lines;
  const all = [...lines, ...gaps(account, sheet)];
  return all.length === 0 ? [] : ["", ...heading(report, account, sheet), ...all];
}

function overRules(report: Outline, account: AccountReport, sheet: Sheet): string[] {
  return [...rulesOverview(report, account, sheet), ...notApplicable(account, sheet)];
}

function overAccounts(report: Outline, sheet: Sheet): string[] {
  return report.accounts.length === 0 ? [] : accountsOverview(report, sheet);
}

/** The numbers, and how it came out: what stays on the screen. */
function verdict(report: Outline, sheet: Sheet): string[] {
  const { accounts, failures, leftOut } = report;
  const { kind, words } = verdictOf(report);
  const { red, yellow, green, bold } = sheet.colours;
  const [mark, colour] = (
    { violation: ["✖", red], unknown: ["?", yellow], compliant: ["✔", green] } as const
  )[kind];
  const not = failures.length > 0 ? `, ${failures.length} of them not read` : "";
  const others = leftOut.length > 0 ? ` (${leftOut.length} more left out)` : "";
  const count = `${plural(accounts.length + failures.length, "account")}${not}${others}`;
  const all = isOfSeveral(report) || leftOut.length > 0 ? `${count}: ` : "";
  const [only] = accounts;
  const headline = isOfSeveral(report) || !only ? headlineOfAll(report) : headlineOf(only);
  const line = paragraph(sheet, `${all}${words}`, `${mark} `);
  return [bold(paragraph(sheet, headline)), colour(mark) + line.slice(mark.length)];
}

function heading(report: Outline, account: AccountReport, sheet: Sheet): string[] {
  return [
    sheet.colours.bold(paragraph(sheet, headlineOf(account))),
    sheet.colours.dim(paragraph(sheet, readingOf(account))),
    paragraph(sheet, summaryOf(countsOf([account], report.rules))),
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
  { sheet, most }: Pick<Showing, "sheet" | "most">,
): string[] {
  const { red, bold } = sheet.colours;
  return [
    "",
    `${red("✖")} ${bold(rule.name)} (${rule.severity})`,
    paragraph(sheet, rule.description, "  "),
    ...(headline === null ? [] : [paragraph(sheet, `${oneLine(headline)}:`, "  ")]),
    ...violations.slice(0, most).map(({ message }) => paragraph(sheet, oneLine(message), "  - ")),
    ...(violations.length > most ? [andMore(violations.length - most, sheet)] : []),
  ];
}

function gaps(account: AccountReport, sheet: Sheet): string[] {
  const lines = gapsOf(account).map(({ reason, rules }) =>
    paragraph(sheet, `${oneLine(describeReason(reason))} (${rules.join(", ")})`, "  - "),
  );
  const { yellow, bold } = sheet.colours;
  return lines.length === 0 ? [] : ["", `${yellow("?")} ${bold("Not checked")}`, ...lines];
}

/** Each reason once. */
function notApplicable({ results }: AccountReport, sheet: Sheet): string[] {
  const rules = new Map<string, string[]>();
  for (const { rule, notApplicable } of results)
    for (const reason of notApplicable) rules.set(reason, [...(rules.get(reason) ?? []), rule]);
  const lines = [...rules].map(([reason, names]) =>
    paragraph(sheet, `${names.join(", ")}: ${oneLine(reason)}`, "  - "),
  );
  const { dim } = sheet.colours;
  return lines.length === 0 ? [] : ["", dim("– Not applicable"), ...lines.map(dim)];
}

/** Accounts of which nothing was read. */
function unread({ failures, leftOut }: Outline, sheet: Sheet): string[] {
  const { yellow, dim } = sheet.colours;
  const failed = failures.map(({ account, message }) =>
    yellow(paragraph(sheet, `${oneLine(account)} could not be read: ${oneLine(message)}`, "? ")),
  );
  const left = leftOutInWords(leftOut).map((words) => dim(paragraph(sheet, oneLine(words), "– ")));
  return failed.length + left.length === 0 ? [] : ["", ...failed, ...left];
}

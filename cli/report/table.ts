import { describeReason } from "../../policypack/facts/fact";
import type { Colours } from "../context";
import { oneLine } from "../text";
import { controlsLines } from "./controls";
import { countsOf, withRules } from "./counts";
import { headlineOf, headlineOfAll, isOfSeveral, plural, summaryOf } from "./headline";
import { paragraph, type Sheet } from "./lines";
import type { AccountReport, Report, RuleReport, RuleResultReport } from "./model";
import { accountsOverview, rulesOverview } from "./overview";
import { gapsOf } from "./unknowns";
import { whatToDo } from "./what-to-do";

/** How many findings of one rule are listed before the rest is counted. */
const LISTED = 50;

/**
 * The report for a person at a terminal: counts first, then what was found, by rule, then what to do.
 * @param columns Characters of a line; undefined: lines are as long as they are.
 */
export function toTable(report: Report, colours: Colours, columns?: number): string {
  const sheet = { colours, columns };
  const lines = isOfSeveral(report)
    ? accountsLines(report, sheet)
    : report.accounts.flatMap((a) => oneAccount(report, a, sheet));
  return [
    ...lines,
    ...controlsLines(report, sheet),
    ...unread(report, sheet),
    ...whatToDo(report, sheet),
    "",
  ].join("\n");
}

function oneAccount(report: Report, account: AccountReport, sheet: Sheet): string[] {
  return [
    ...heading(report, account, sheet),
    "",
    rulesOverview(report, account, sheet.colours),
    ...details(report, account, sheet),
    ...notApplicable(account, sheet),
  ];
}

/** All in numbers, and then only the accounts that there is something to say of. */
function accountsLines(report: Report, sheet: Sheet): string[] {
  const { accounts, failures, counts } = report;
  const not = failures.length > 0 ? `, ${failures.length} of them not read` : "";
  const all = `${plural(accounts.length + failures.length, "account")}${not}: ${summaryOf(counts)}`;
  const blocks = accounts.flatMap((account) => {
    const lines = details(report, account, sheet);
    return lines.length === 0 ? [] : ["", ...heading(report, account, sheet), ...lines];
  });
  return [
    sheet.colours.bold(paragraph(sheet, headlineOfAll(report))),
    paragraph(sheet, all),
    ...(accounts.length === 0 ? [] : ["", accountsOverview(report, sheet.colours)]),
    ...blocks,
  ];
}

function heading(report: Report, account: AccountReport, sheet: Sheet): string[] {
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
  return `${alias === null ? "" : `alias ${oneLine(alias)}; `}${from} ${facts.readAt}${by}; ${oneLine(facts.passwords)}; ${facts.notLookedAt}`;
}

function details(report: Report, account: AccountReport, sheet: Sheet): string[] {
  const found = withRules(report, account).filter(({ result }) => result.violations.length > 0);
  return [...found.flatMap(({ rule, result }) => findings(rule, result, sheet)), ...gaps(account, sheet)];
}

function findings(rule: RuleReport, { headline, violations }: RuleResultReport, sheet: Sheet): string[] {
  const { red, bold } = sheet.colours;
  const more = violations.length - LISTED;
  return [
    "",
    `${red("✖")} ${bold(rule.name)} (${rule.severity})`,
    paragraph(sheet, rule.description, "  "),
    ...(headline === null ? [] : [paragraph(sheet, `${oneLine(headline)}:`, "  ")]),
    ...violations.slice(0, LISTED).map(({ message }) => paragraph(sheet, oneLine(message), "  - ")),
    ...(more > 0 ? [`  - and ${more} more; --format csv lists all`] : []),
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
function unread({ failures, leftOut }: Report, sheet: Sheet): string[] {
  const { yellow, dim } = sheet.colours;
  const failed = failures.map(({ account, message }) =>
    yellow(paragraph(sheet, `${oneLine(account)} could not be read: ${oneLine(message)}`, "? ")),
  );
  const left = leftOut.map(({ account, why }) =>
    dim(paragraph(sheet, `${oneLine(account)} was left out: ${oneLine(why)}`, "– ")),
  );
  return failed.length + left.length === 0 ? [] : ["", ...failed, ...left];
}

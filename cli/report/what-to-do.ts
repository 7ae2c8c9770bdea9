import { withRules } from "./counts";
import { paragraph, type Sheet } from "./lines";
import type { Report, RuleReport } from "./model";

/** The steps of each rule that found something, once for all accounts. Steps that rules share are told once too. */
export function whatToDo(report: Report, sheet: Sheet): string[] {
  const results = report.accounts.flatMap((account) => withRules(report, account));
  const found = new Set(
    results.filter(({ result }) => result.violations.length > 0).map(({ rule }) => rule.name),
  );
  const rules = report.rules.filter(({ name }) => found.has(name));
  const told = new Map<string, Place>();
  const lines = rules.flatMap((rule) => stepsOf(rule, told, sheet));
  const [first] = rules;
  if (!first) return [];
  return [
    "",
    sheet.colours.bold("What to do"),
    ...lines,
    "",
    sheet.colours.dim(paragraph(sheet, pagesOf(first))),
  ];
}

/** A page's whole address is longer than a line. */
function pagesOf({ documentation }: RuleReport): string {
  return `Each rule has a page: ${documentation.replace(/[^/]*$/, "")}`;
}

/** A step that has been told: number `at` of a rule, from 1. */
interface Place {
  readonly rule: string;
  readonly at: number;
}

function stepsOf(rule: RuleReport, told: Map<string, Place>, sheet: Sheet): string[] {
  const lines = shorten(rule.remediation, told).map((step, index) =>
    paragraph(sheet, step, `    ${index + 1}. `),
  );
  rule.remediation.forEach((step, index) => {
    if (!told.has(step)) told.set(step, { rule: rule.name, at: index + 1 });
  });
  return [`  ${rule.name}`, ...lines];
}

/** Steps that were told in a row, as a reference to them. */
function shorten(steps: readonly string[], told: ReadonlyMap<string, Place>): string[] {
  const short: string[] = [];
  for (let index = 0; index < steps.length;) {
    const length = toldInARow(steps.slice(index), told);
    const step = steps[index] ?? "";
    short.push(length < 2 ? step : referTo(told.get(step), length));
    index += Math.max(length, 1);
  }
  return short;
}

function toldInARow(steps: readonly string[], told: ReadonlyMap<string, Place>): number {
  const first = told.get(steps[0] ?? "");
  const others = steps.findIndex((step, index) => {
    const place = told.get(step);
    return !first || place?.rule !== first.rule || place.at !== first.at + index;
  });
  return others === -1 ? steps.length : others;
}

function referTo(first: Place | undefined, length: number): string {
  const at = first?.at ?? 1;
  return `As steps ${at} to ${at + length - 1} of ${first?.rule}.`;
}

import { withRules } from "./counts";
import { paragraph, type TerminalLayout } from "./terminal-layout";
import type { RuleReport } from "./model";
import type { Outline } from "./source";

/** The steps of each rule that found something, once for all accounts. Steps that rules share are told once too. */
export function whatToDo(report: Outline, layout: TerminalLayout): string[] {
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

import type { Colours } from "../context";
import { oneLine } from "../text";
import { countsOf, numberOf, plural, totalViolations, withRules } from "./summary";
import { grid } from "./grid";
import { paragraph, type TerminalLayout } from "./terminal-layout";
import type { AccountReport, RuleResultReport } from "./model";
import type { Severity } from "./severity";
import type { Outline } from "./source";

/** How each rule ended for an account, a line a rule. */
export function rulesOverview(
  report: Pick<Outline, "rules">,
  account: AccountReport,
  layout: TerminalLayout,
): string[] {
  const { colours } = layout;
  const rows = withRules(report, account).map(({ rule, result }) => [
    ...[rule.name, severityText(rule.severity, colours), rule.level, resultText(result, colours)],
  ]);
  return grid(layout, ["rule", "severity", "level", "result"], rows);
}

/**
 * How each account ended, a line an account. Its name comes last: it has any length.
 * @param most Infinity, or the worst accounts are told and the others counted.
 */
export function accountsOverview(
  { accounts, rules }: Outline,
  layout: TerminalLayout,
  most: number,
): string[] {
  const { red, yellow } = layout.colours;
  const all = accounts.map((account) => {
    const counts = countsOf([account], rules);
    return { account, counts, violations: totalViolations(counts) };
  });
  const isLong = most < Infinity && all.length > ACCOUNTS;
  const shown = isLong ? [...all].sort(worstFirst).slice(0, ACCOUNTS) : all;
  const rows = shown.map(({ account, counts, violations }) => {
    return [
      numberOf(account),
      violations > 0 ? red(String(violations)) : "0",
      counts.unknown > 0 ? yellow(String(counts.unknown)) : "0",
      oneLine(account.label),
    ];
  });
  const lines = grid(layout, ["without MFA", "violations", "not checked", "account"], rows);
  if (!isLong) return lines;
  const more = plural(all.length - ACCOUNTS, "more account");
  return [...lines, paragraph(layout, `${more}, none worse: --all shows them here`, "… ")];
}

/** Accounts that a terminal lists. */
const ACCOUNTS = 40;

interface Ended {
  readonly counts: ReturnType<typeof countsOf>;
  readonly violations: number;
}

function worstFirst(a: Ended, b: Ended): number {
  return b.violations - a.violations || b.counts.unknown - a.counts.unknown;
}

function severityText(severity: Severity, { red, yellow, dim }: Colours): string {
  const colour = { critical: red, high: red, medium: yellow, low: dim }[severity];
  return colour(severity);
}

function resultText({ status, violations, unknowns }: RuleResultReport, c: Colours): string {
  const open = unknowns.length > 0 ? c.yellow(`, ${unknowns.length} not checked`) : "";
  switch (status) {
    case "violation":
      return c.red(`✖ ${plural(violations.length, "violation")}`) + open;
    case "unknown":
      return c.yellow(`? ${unknowns.length} not checked`);
    case "not-applicable":
      return c.dim("– not applicable");
    case "compliant":
      return c.green("✔ holds");
  }
}

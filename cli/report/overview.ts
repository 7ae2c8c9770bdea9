import type { Colours } from "../context";
import { oneLine } from "../text";
import { countsOf, numberOf, plural, totalViolations, withRules } from "./summary";
import { grid } from "./grid";
import type { TerminalLayout } from "./terminal-layout";
import type { AccountReport, RuleResultReport } from "./report-model";
import type { Severity } from "./severity";
import type { Outline } from "./source";
import { worstAccounts } from "./worst-accounts";

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

/** How each account ended, a line an account. Its name comes last: it has any length. */
export function accountsOverview({ accounts, rules }: Outline, layout: TerminalLayout): string[] {
  const { red, yellow } = layout.colours;
  const ended = accounts.map((account) => {
    const counts = countsOf([account], rules);
    return { account, counts, violations: totalViolations(counts) };
  });
  const { shown, rest } = worstAccounts(
    layout,
    ended,
    ({ violations, counts }) => [violations, counts.unknown],
    "--all shows them here",
  );
  const rows = shown.map(({ account, counts, violations }) => {
    return [
      numberOf(account),
      violations > 0 ? red(String(violations)) : "0",
      counts.unknown > 0 ? yellow(String(counts.unknown)) : "0",
      oneLine(account.label),
    ];
  });
  return [...grid(layout, ["without MFA", "violations", "not checked", "account"], rows), ...rest];
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

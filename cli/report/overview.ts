import Table from "cli-table3";
import type { Colours } from "../context";
import { oneLine } from "../text";
import { countsOf, totalViolations, withRules } from "./counts";
import { numberOf, plural } from "./headline";
import type { AccountReport, Report, RuleResultReport } from "./model";
import type { Severity } from "./severity";

/** How each rule ended for an account, a line a rule. */
export function rulesOverview(report: Report, account: AccountReport, colours: Colours): string {
  const rows = withRules(report, account).map(({ rule, result }) => [
    ...[rule.name, severityText(rule.severity, colours), rule.level, resultText(result, colours)],
  ]);
  return table(["rule", "severity", "level", "result"], rows);
}

/** How each account ended, a line an account. Its name comes last: it has any length. */
export function accountsOverview({ accounts, rules }: Report, { red, yellow }: Colours): string {
  const rows = accounts.map((account) => {
    const counts = countsOf([account], rules);
    const violations = totalViolations(counts);
    return [
      numberOf(account),
      violations > 0 ? red(String(violations)) : "0",
      counts.unknown > 0 ? yellow(String(counts.unknown)) : "0",
      oneLine(account.label),
    ];
  });
  return table(["without MFA", "violations", "not checked", "account"], rows);
}

function table(head: readonly string[], rows: readonly string[][]): string {
  const style = { head: [], border: [], compact: true, "padding-left": 0, "padding-right": 2 };
  const table = new Table({ head: [...head], style, chars: NO_BORDERS });
  table.push(...rows);
  return table.toString().replace(/ +$/gm, "");
}

const SIDES = ["top", "bottom", "left", "right", "mid", "middle"];
const EDGES = ["", "-mid", "-left", "-right"];
const NO_BORDERS = {
  ...Object.fromEntries(SIDES.flatMap((side) => EDGES.map((edge) => [side + edge, ""]))),
  "mid-mid": "",
};

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

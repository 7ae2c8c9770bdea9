import type { Rule } from "../../policypack/rules/rule";
import type { Counts, Report, RuleReport } from "./model";
import { isAtLeast, SEVERITIES, type Severity } from "./severity";
import type { AccountOutline, ResultOutline } from "./source";

/** How many violations there are by severity, and how many rules of how many accounts ended otherwise. */
export function countsOf(
  accounts: readonly Pick<AccountOutline, "results">[],
  rules: readonly Pick<Rule, "name" | "severity">[],
): Counts {
  const results = accounts.flatMap(({ results }) => results);
  const severityOf = new Map(rules.map(({ name, severity }) => [name, severity]));
  const of = (severity: Severity) =>
    sum(results.filter(({ rule }) => severityOf.get(rule) === severity).map((r) => r.violations.length));
  const having = (status: ResultOutline["status"]) => results.filter((r) => r.status === status).length;
  return {
    violations: { critical: of("critical"), high: of("high"), medium: of("medium"), low: of("low") },
    // A rule that found something may have left something open too.
    unknown: results.filter(({ unknowns }) => unknowns.length > 0).length,
    compliant: having("compliant"),
    notApplicable: having("not-applicable"),
  };
}

/** Violations of that severity or a worse one. */
export function violationsFrom({ violations }: Counts, threshold: Severity): number {
  return sum(SEVERITIES.filter((severity) => isAtLeast(severity, threshold)).map((s) => violations[s]));
}

export function totalViolations(counts: Counts): number {
  return violationsFrom(counts, "low");
}

/** The results with the rules that they are of, in the report's order. */
export function withRules<Result extends ResultOutline>(
  report: Pick<Report, "rules">,
  account: { readonly results: readonly Result[] },
): readonly { readonly rule: RuleReport; readonly result: Result }[] {
  const rules = new Map(report.rules.map((rule) => [rule.name, rule]));
  return account.results.flatMap((result) => {
    const rule = rules.get(result.rule);
    return rule ? [{ rule, result }] : [];
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

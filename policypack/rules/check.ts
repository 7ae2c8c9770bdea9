import type { AccountFacts } from "../facts/model";
import type { Rule, RuleContext, RuleResult } from "./rule";

/** A rule's steps where accounts are; null: it could not be read where. */
export function stepsIn(rule: Rule, partitions: readonly (string | null)[]): readonly string[] {
  const all = [...new Set(partitions)].filter((partition) => partition !== null);
  return all.length === 0
    ? rule.remediation
    : [...new Set(all.flatMap((partition) => rule.remediationIn?.(partition) ?? rule.remediation))];
}

/** Runs a rule. One that throws is a finding, and the other rules still run. */
export function checkSafely(rule: Rule, account: AccountFacts, context: RuleContext): RuleResult {
  try {
    return rule.check(account, context);
  } catch (error) {
    const message = `The rule itself failed for ${account.label}, so nothing was checked: ${(error as Error).stack}`;
    return { failed: true, outcomes: [{ kind: "violation", subject: account.label, message }] };
  }
}

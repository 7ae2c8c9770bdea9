import type { AccountFacts } from "../facts/model";
import type { Rule, RuleContext, RuleResult } from "./rule";

/** Runs a rule. One that throws is a finding, and the other rules still run. */
export function checkSafely(rule: Rule, account: AccountFacts, context: RuleContext): RuleResult {
  try {
    return rule.check(account, context);
  } catch (error) {
    const message = `The rule itself failed for ${account.label}, so nothing was checked: ${(error as Error).stack}`;
    return { failed: true, outcomes: [{ kind: "violation", subject: account.label, message }] };
  }
}

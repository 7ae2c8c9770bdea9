import { newConsoleUserCovered } from "../../policypack/rules/new-console-user-covered";
import type { Rule, RuleResult } from "../../policypack/rules/rule";
import { selfLockout } from "../../policypack/rules/self-lockout";

/** What these judge is in a stack's plan alone: of a live account they would always be content, which says nothing. */
const OF_PLANS: readonly Rule[] = [newConsoleUserCovered, selfLockout];

/** What such a rule says of an account without a plan; undefined for every other rule. */
export function ofPlansOnly(rule: Rule): RuleResult | undefined {
  if (!OF_PLANS.includes(rule)) return undefined;
  const reason = "only for what a stack is about to deploy, in pulumi preview";
  return { outcomes: [{ kind: "not-applicable", reason }] };
}

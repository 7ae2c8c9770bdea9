import type { AccountFacts } from "../../policypack/facts/model";
import { adminStrongMfa } from "../../policypack/rules/admin-strong-mfa";
import { consoleUserMfaPending } from "../../policypack/rules/console-user-mfa-pending";
import { judgeConsoleUsers } from "../../policypack/rules/console-users";
import { forceMfaCoverage } from "../../policypack/rules/force-mfa-coverage";
import type { Rule, RuleContext, RuleResult, UnknownOutcome } from "../../policypack/rules/rule";

/**
 * A rule's result with what the rule leaves to `console-user-mfa` to tell: users it could not see. In a pack the two
 * stand together; in a report each rule stands alone, and one that saw no user must not be said to hold.
 */
export function withUnseen(
  result: RuleResult,
  rule: Rule,
  account: AccountFacts,
  context: RuleContext,
): RuleResult {
  const told = new Set(result.outcomes.flatMap((o) => (o.kind === "unknown" ? [o.subject] : [])));
  const untold = unseenBy(rule, account, context).filter(({ subject }) => !told.has(subject));
  return untold.length === 0 ? result : { ...result, outcomes: [...result.outcomes, ...untold] };
}

function unseenBy(rule: Rule, account: AccountFacts, context: RuleContext): readonly UnknownOutcome[] {
  if (rule === consoleUserMfaPending) return judgeConsoleUsers(account, context).unknown;
  const { complete } = account.users;
  const ofUsers = rule === forceMfaCoverage || rule === adminStrongMfa;
  return ofUsers && !complete.known
    ? [{ kind: "unknown", subject: account.label, reason: complete.reason }]
    : [];
}

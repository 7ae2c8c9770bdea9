import type { Reason } from "./fact";
import type { AccountFacts } from "./account-facts";

/** Why there may be more users, or more of them with a console password, than are told; each reason once. */
export function userGaps({
  users,
  passwordsComplete,
}: Pick<AccountFacts, "users" | "passwordsComplete">): readonly Reason[] {
  const reasons = [users.complete, passwordsComplete].flatMap((fact) => (fact.known ? [] : [fact.reason]));
  return [...new Set(reasons)];
}

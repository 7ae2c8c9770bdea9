import { scpsNotAsked } from "../policypack/facts/scps";
import type { AccountFacts } from "../policypack/facts/model";

/**
 * What no answer about users takes into account, in a sentence without its full stop.
 * @param snapshot Where the facts are from; null: they were read now, and so could have been with more.
 */
export function notLookedAt(account: Pick<AccountFacts, "scps">, snapshot: string | null = null): string {
  const how = snapshot === null ? "--scps reads" : "`snapshot --scps` and `audit --org --scps` read";
  const scps = `the organization's service control policies, which may deny more, enrolling too (${how} them), and `;
  return `not looked at: ${scpsNotAsked(account) ? scps : ""}policies of resources other than roles`;
}

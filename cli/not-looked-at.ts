import { scpsNotAsked } from "../policypack/facts/scps";
import type { AccountFacts } from "../policypack/facts/model";

/** What no answer about users takes into account, in a sentence without its full stop. */
export function notLookedAt(account: Pick<AccountFacts, "scps">): string {
  const scps =
    "the organization's service control policies, which may deny more, enrolling too (--scps reads them), and ";
  return `not looked at: ${scpsNotAsked(account) ? scps : ""}policies of resources`;
}

import { unknown } from "./fact";
import type { AccountFacts } from "./model";

/** Whether nobody asked for them. What was asked for and could not be read is something else. */
export function scpsNotAsked({ scps }: Pick<AccountFacts, "scps">): boolean {
  return !scps.known && scps.reason.code === SCPS_NOT_ASKED.reason.code;
}

/** What holds of an account's service control policies until somebody asks for them. */
export const SCPS_NOT_ASKED = unknown({
  what: "the service control policies that hold in the account",
  call: "organizations:ListPoliciesForTarget",
  code: "NotAsked",
  message: "the call was not made",
  remedy: "Run with --scps, as the organization's management account or a delegated administrator.",
});

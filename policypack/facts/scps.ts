import { unknown } from "./fact";

/** What holds of an account's service control policies until somebody asks for them. */
export const SCPS_NOT_ASKED = unknown({
  what: "the service control policies that hold in the account",
  call: "organizations:ListPoliciesForTarget",
  code: "NotAsked",
  message: "the call was not made",
  remedy: "Run with --scps, as the organization's management account or a delegated administrator.",
});

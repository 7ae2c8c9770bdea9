import { unknown } from "./fact";
import type { AccountFacts } from "./account-facts";

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

const NOT_ASKED = {
  what: "what security keys are certified for",
  call: "iam:GetMFADevice",
  code: "NotAsked",
  message: "the call was not made",
};

/** What holds until somebody asks. */
export const CERTIFICATIONS_NOT_ASKED = unknown({
  ...NOT_ASKED,
  remedy:
    "Read the account again: audit with the rule's option does, and so does the pack; " +
    "a snapshot has it with `mfa-guard snapshot --certifications`.",
});

/** Of a device of somebody who was no administrator when the account was read. */
export const CERTIFICATION_NOT_ASKED = unknown({
  ...NOT_ASKED,
  what: "what a security key is certified for",
  remedy: "Run again after the deployment, when it is asked if that made the user an administrator.",
});

/** What holds until somebody asks: no rule goes by it. */
export const OTHER_CREDENTIALS_NOT_ASKED = unknown({
  what: "SSH public keys and service-specific credentials",
  call: "iam:ListServiceSpecificCredentials",
  code: "NotAsked",
  message: "the calls were not made",
  remedy: "`mfa-guard plan` asks.",
});

/** Of a snapshot that was made before snapshots told of them. */
export const CERTIFICATES_NOT_IN_SNAPSHOT = unknown({
  what: "the signing certificates of a user",
  call: "the snapshot",
  code: "NotAsked",
  message: "it is of an earlier mfa-guard, which did not write them",
  remedy: "Make a new one.",
});

import { unknown } from "./fact";

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

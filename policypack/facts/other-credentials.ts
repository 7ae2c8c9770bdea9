import { unknown } from "./fact";

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

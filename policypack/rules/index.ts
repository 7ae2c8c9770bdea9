import { adminStrongMfa } from "./admin-strong-mfa";
import { consoleSignIn } from "./console-sign-in";
import { consoleUserMfa } from "./console-user-mfa";
import { consoleUserMfaPending } from "./console-user-mfa-pending";
import { exemptionValid } from "./exemption-valid";
import { forceMfaCoverage } from "./force-mfa-coverage";
import { forceMfaIntact } from "./force-mfa-intact";
import { newConsoleUserCovered } from "./new-console-user-covered";
import { rootHardwareMfa } from "./root-hardware-mfa";
import { rootMfa } from "./root-mfa";
import { roleTrustMfa } from "./role-trust-mfa";
import { rolloutValid } from "./rollout-valid";
import type { Rule } from "./rule";
import { selfLockout } from "./self-lockout";
import { unassignedMfaDevice } from "./unassigned-mfa-device";

/** Every rule there is, by its name, in the order in which reports show them. */
export const RULES_BY_NAME = {
  "console-user-mfa": consoleUserMfa,
  "console-user-mfa-pending": consoleUserMfaPending,
  "new-console-user-covered": newConsoleUserCovered,
  "force-mfa-intact": forceMfaIntact,
  "force-mfa-coverage": forceMfaCoverage,
  "console-sign-in": consoleSignIn,
  "root-mfa": rootMfa,
  "root-hardware-mfa": rootHardwareMfa,
  "admin-strong-mfa": adminStrongMfa,
  "role-trust-mfa": roleTrustMfa,
  "exemption-valid": exemptionValid,
  "rollout-valid": rolloutValid,
  "unassigned-mfa-device": unassignedMfaDevice,
  "self-lockout": selfLockout,
} satisfies Readonly<Record<string, Rule>>;

/** The name of a rule of ours. */
export type RuleName = keyof typeof RULES_BY_NAME;

/** The same as a list. */
export const RULES = Object.values(RULES_BY_NAME) as readonly (Rule & { readonly name: RuleName })[];

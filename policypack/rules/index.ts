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

/** Every rule there is, in the order in which reports show them. */
export const RULES: readonly Rule[] = [
  consoleUserMfa,
  consoleUserMfaPending,
  newConsoleUserCovered,
  forceMfaIntact,
  forceMfaCoverage,
  consoleSignIn,
  rootMfa,
  rootHardwareMfa,
  adminStrongMfa,
  roleTrustMfa,
  exemptionValid,
  rolloutValid,
  unassignedMfaDevice,
  selfLockout,
];

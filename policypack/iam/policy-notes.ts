import { decide, describeRef, type PolicySet, prepare } from "./evaluate";
import { ENABLE_DEVICE } from "./force-mfa-statements";
import { contextOf, type Principal, WITHOUT_MFA } from "./request-scenarios";

/** What is worth knowing of a user's policies, and is neither a weakness nor keeps anybody from enrolling; a sentence each. */
export function policyNotes(
  policies: PolicySet,
  principal: Principal,
  at: Date,
  hasKeys: boolean,
): readonly string[] {
  const notes = [
    hasKeys ? sessionDenied(policies, principal, at) : null,
    enrolsOthers(policies, principal, at),
  ];
  return notes.filter((note) => note !== null);
}

/**
 * A user's keys prove MFA by sts:GetSessionToken. "You cannot use policies to control authentication operations", says
 * its page, and AWS's own policies spare it from their Deny all the same.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
 */
function sessionDenied(policies: PolicySet, principal: Principal, at: Date): string | null {
  const context = contextOf({ mfa: "absent", viaService: false, at }, principal);
  const decision = decide(prepare(policies, context), "sts:GetSessionToken", "*");
  if (decision.outcome !== "denied" || !decision.by) return null;
  return (
    `sts:GetSessionToken is denied by ${describeRef(decision.by)}, and access keys prove MFA by it. AWS says that no ` +
    "policy is checked for it (https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html), and spares " +
    "it in its own policies all the same: add it to NotAction, or their keys may never work again"
  );
}

/**
 * AWS's own policies spare iam:EnableMFADevice on everything, so that an administrator without MFA, or their stolen
 * password, can enrol a device for somebody who has none yet.
 */
function enrolsOthers(policies: PolicySet, principal: Principal, at: Date): string | null {
  const { partition, accountId } = principal;
  const other = `arn:${partition}:iam::${accountId}:user/mfa-guard-somebody-else`;
  const enabling = WITHOUT_MFA.map((mfa) =>
    decide(prepare(policies, contextOf({ mfa, viaService: false, at }, principal)), ENABLE_DEVICE, other),
  ).find(({ outcome }) => outcome === "may succeed");
  if (enabling?.outcome !== "may succeed" || !enabling.by) return null;
  return (
    `without MFA they may enrol a device for other users too (${ENABLE_DEVICE}, allowed by ${describeRef(enabling.by)}): ` +
    "an administrator's password alone takes over users who have not enrolled"
  );
}

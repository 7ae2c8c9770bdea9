import { usableDevices } from "@mfa-guard/policypack/internal/facts/usable-devices";
import { userNameOf } from "@mfa-guard/policypack/internal/facts/caller-identity";
import { describeReason, type Fact } from "@mfa-guard/policypack/internal/facts/fact";
import type { AccountFacts, CallerIdentity, User } from "@mfa-guard/policypack/internal/facts/account-facts";
import { sameCase } from "@mfa-guard/policypack/internal/rollout/assign";
import { type Cover, describeCover } from "../plan/cover";

/**
 * Why a deployment would lock out its own caller; null: it does not. An identity that can't be told is taken to be
 * locked out: nothing passes because it could not look.
 *
 * With a deadline yet to come too: the deployment would be the last that they are sure to make.
 */
export function callerRefusal(
  caller: Fact<CallerIdentity>,
  account: AccountFacts,
  covers: ReadonlyMap<string, Cover>,
): string | null {
  if (!caller.known) return `Who runs this deployment is not known: ${describeReason(caller.reason)}`;
  const { arn } = caller.value;
  if (isFederated(arn)) return covers.size === 0 ? null : `${arn} runs this deployment, ${FEDERATED}`;
  // No policy of a group touches a role, or root.
  const name = userNameOf(arn);
  const cover = name === null ? undefined : covers.get(sameCase(name));
  if (name === null || !cover) return null;
  const user = account.users.found.find((u) => u.name !== undefined && sameCase(u.name) === sameCase(name));
  const why = whyDenied(user, caller.value);
  return why === null
    ? null
    : `${name} runs this deployment, which puts ${name} into ${describeCover(cover)}: ${why}`;
}

const FEDERATED =
  "on behalf of an IAM user whom AWS does not name; what this stack denies that user, it denies this session. " +
  "Deploy as a role, or as the user with MFA.";

/** Sessions of sts:GetFederationToken have the user's policies, and carry no MFA. */
function isFederated(arn: string): boolean {
  return arn.split(":")[5]?.startsWith("federated-user/") ?? false;
}

function whyDenied(user: User | undefined, { longTermKey }: CallerIdentity): string | null {
  const live = user?.live.known ? user.live.value : undefined;
  if (!live) return "what MFA devices they have is not known. Deploy as a role, or exempt them.";
  const found = usableDevices(live);
  const { complete } = live.devices;
  if (found.length === 0 && complete.known) {
    const noPassword = live.loginProfile.known && live.loginProfile.value === null;
    if (noPassword) return "they have no password and no MFA device. Exempt them, or deploy as a role.";
    return "they have no MFA device, and would be denied everything but enrolling. Enrol one first, deploy as a role, or exempt them.";
  }
  if (found.length === 0 && !complete.known && complete.reason.code !== "NotAsked") {
    return `what MFA devices they have is not known: ${describeReason(complete.reason)}`;
  }
  // A user without a password is not asked for devices: the SDK's keys are all that they sign in with.
  if (found.length === 0)
    return "they have no password, so no MFA device that could be seen. Exempt them, or deploy as a role.";
  return longTermKey
    ? "they have an MFA device, and use a long-term access key, which carries no MFA and would be denied in the middle of the deployment. Deploy with a session from: aws sts get-session-token --serial-number <device> --token-code <code>."
    : null;
}

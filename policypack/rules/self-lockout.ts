import type { AccountFacts, User } from "../facts/model";
import { usersUnread } from "./console-users";
import { type Coverage, coverageOf } from "./coverage";
import { CONSOLE_USER_FRAMEWORKS } from "./frameworks";
import type { Outcome, Rule, RuleContext } from "./rule";

export const selfLockout: Rule = {
  name: "self-lockout",
  level: "mandatory",
  severity: "high",
  description: "Whoever runs this deployment can still act after it.",
  frameworks: CONSOLE_USER_FRAMEWORKS.slice(0, 1),
  remediation: [
    "Enrol an MFA device for the identity that deploys, and deploy with a session made with it (aws sts get-session-token).",
    "Or deploy as a role, which a force-MFA policy on users does not touch.",
    "Or leave this user out of the deployment, by an exemption with an owner, a reason and an end.",
  ],
  reference: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html",

  check(account, context) {
    const { identity } = account;
    if (!identity.known)
      return { outcomes: [{ kind: "unknown", subject: account.label, reason: identity.reason }] };
    const { arn } = identity.value;
    const user = account.users.found.find(({ live }) => live.known && live.value?.arn === arn);
    if (user) return { outcomes: judge(user, account, context) };
    return { outcomes: /:user\//.test(arn) ? usersUnread(account) : [] };
  },
};

/** A policy that is live already does not stop whoever could run this. */
function judge(user: User, account: AccountFacts, context: RuleContext): Outcome[] {
  const subject = user.name ?? account.label;
  const coverage = coverageOf(user, account, context.settings);
  if (!coverage.known) return [{ kind: "unknown", subject, reason: coverage.reason }];
  if (coverage.value?.origin !== "planned") return [];
  const why = whyDenied(user, account);
  return why === null
    ? []
    : [{ kind: "violation", subject, message: describe(subject, why, coverage.value, context) }];
}

/** Null: signed in with a session, which may be one with MFA. */
function whyDenied({ live }: User, { identity }: AccountFacts): string | null {
  const devices = live.known && live.value?.devices;
  if (devices && devices.complete.known && devices.found.length === 0) return "has no MFA device";
  return identity.known && identity.value.longTermKey
    ? "uses a long-term access key, which carries no MFA"
    : null;
}

function describe(name: string, why: string, { policy, from }: Coverage, { now }: RuleContext): string {
  const when = from && from > now ? `from ${from.toISOString()} on` : "at once";
  return `${name}, who runs this deployment, ${why}, and would be denied everything but enrolling ${when}, by policy ${policy}.`;
}

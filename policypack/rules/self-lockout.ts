import { type Fact, known } from "../facts/fact";
import type { AccountFacts, CallerIdentity, User } from "../facts/model";
import { usersUnread } from "./console-users";
import { type Coverage, coverageOf, unresolvedIn } from "./coverage";
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
    const { identity, otherIdentities } = account;
    if (!identity.known)
      return { outcomes: [{ kind: "unknown", subject: account.label, reason: identity.reason }] };
    const deployers = [identity.value, ...otherIdentities];
    return { outcomes: deployers.flatMap((deployer) => judgeDeployer(deployer, account, context)) };
  },
};

function judgeDeployer(deployer: CallerIdentity, account: AccountFacts, context: RuleContext): Outcome[] {
  const { arn } = deployer;
  const user = account.users.found.find(({ live }) => live.known && live.value?.arn === arn);
  if (user) return judge(user, deployer, account, context);
  return /:user\//.test(arn) ? usersUnread(account) : [];
}

/** A policy that denies already did not stop whoever could run this. */
function judge(user: User, deployer: CallerIdentity, account: AccountFacts, context: RuleContext): Outcome[] {
  const subject = user.name ?? account.label;
  const coverage = coverageOf(user, account, context.settings);
  if (!coverage.known) return [{ kind: "unknown", subject, reason: coverage.reason }];
  if (coverage.value?.origin !== "planned") {
    const denied = coverage.value && (coverage.value.from ?? context.now) <= context.now;
    return denied ? [] : unresolvedIn(account, ({ about }) => about !== "login profile");
  }
  const why = whyDenied(user, deployer);
  if (!why.known) return [{ kind: "unknown", subject, reason: why.reason }];
  if (why.value === null) return [];
  return [{ kind: "violation", subject, message: describe(subject, why.value, coverage.value, context) }];
}

/** Known and null: signed in with a session, which may be one with MFA. */
function whyDenied({ live }: User, { longTermKey }: CallerIdentity): Fact<string | null> {
  const devices = live.known && live.value?.devices;
  const none = devices && devices.found.length === 0;
  if (none && devices.complete.known) return known("has no MFA device");
  if (longTermKey) return known("uses a long-term access key, which carries no MFA");
  return none && !devices.complete.known ? devices.complete : known(null);
}

function describe(name: string, why: string, { policy, from }: Coverage, { now }: RuleContext): string {
  const when = from && from > now ? `from ${from.toISOString()} on` : "at once";
  return `${name}, who runs this deployment, ${why}, and would be denied everything but enrolling ${when}, by policy ${policy}.`;
}

import { lacksMfa, userNameOf } from "../facts/caller-identity";
import { type Fact, known, mapFact } from "../facts/fact";
import type { AccountFacts, CallerIdentity, User } from "../facts/account-facts";
import { usersUnread } from "./console-users";
import { isoMinute } from "../iam/days";
import type { RequestScenario } from "../iam/request-scenarios";
import { judgeOf, type UserJudgement } from "../judgement/judge";
import type { AppliedPolicy } from "../judgement/policy-set";
import { unresolvedIn } from "./coverage";
import type { Outcome, Rule, RuleContext } from "./rule";

export const selfLockout: Rule = {
  name: "self-lockout",
  level: "mandatory",
  severity: "high",
  description: "The identity that runs this deployment can still act after it.",
  frameworks: [],
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
  return userNameOf(arn) === null ? [] : usersUnread(account);
}

/** A policy that denies already did not stop the user who could run this. */
function judge(user: User, deployer: CallerIdentity, account: AccountFacts, context: RuleContext): Outcome[] {
  const subject = user.name ?? account.label;
  const { now, settings } = context;
  const judged = judgeOf(account, { rollout: settings.rollout, now }).judge(user);
  if (!judged.known) return [{ kind: "unknown", subject, reason: judged.reason }];
  const caller = callerOf(user, deployer);
  const already = firstDenial(judged.value, "false");
  if (already && already.from === null && already.policy.origin === "live") return [];
  const denied = firstDenial(judged.value, caller.known ? caller.value.mfa : "false");
  if (!denied) return judged.value.missing.length > 0 ? unread(subject, judged.value) : unresolved(account);
  if (denied.policy.origin !== "planned") return unresolved(account);
  if (!caller.known) return [{ kind: "unknown", subject, reason: caller.reason }];
  const message = describe(subject, caller.value, denied, judged.value.answer.forces);
  return [{ kind: "violation", subject, message }];
}

function unread(subject: string, { missing }: UserJudgement): Outcome[] {
  return missing.map((reason) => ({ kind: "unknown", subject, reason }));
}

function unresolved(account: AccountFacts): Outcome[] {
  return unresolvedIn(account, ({ about }) => about !== "login profile");
}

/** How the deployer's calls are authenticated, as conditions on MFA see it. */
interface Caller {
  readonly mfa: RequestScenario["mfa"];
  readonly why: string;
}

/** A session of somebody who has a device may be one with MFA. */
function callerOf({ live }: User, deployer: CallerIdentity): Fact<Caller> {
  if (!live.known) return live;
  const why = live.value ? lacksMfa(live.value, deployer) : known(null);
  const without = deployer.longTermKey ? "absent" : "false";
  return mapFact(why, (why) =>
    why === null ? { mfa: "true", why: "uses a session, which may be one with MFA" } : { mfa: without, why },
  );
}

interface FirstDenial {
  readonly policy: Pick<AppliedPolicy, "name" | "origin">;
  /** Null: at once. */
  readonly from: Date | null;
}

/** The first time at which everything is denied to a user, whether the policy means to force MFA or not. */
function firstDenial({ answer, applied }: UserJudgement, mfa: RequestScenario["mfa"]): FirstDenial | null {
  const moment = answer.moments.find(({ deniedBy }) => deniedBy[mfa]);
  const by = moment?.deniedBy[mfa];
  if (!moment || !by) return null;
  return { policy: applied.get(by.policy) ?? { name: by.policy, origin: "live" }, from: moment.since };
}

function describe(name: string, { why }: Caller, { policy, from }: FirstDenial, forces: boolean): string {
  const when = from ? `from ${isoMinute(from)} on` : "immediately";
  const what = forces ? "everything but enrolling" : "everything";
  return `${name}, who runs this deployment, ${why}, and would be denied ${what} ${when}, by policy ${policy.name}.`;
}

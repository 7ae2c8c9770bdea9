import { lacksMfa, userNameOf } from "../../policypack/facts/caller-identity";
import { type Fact, mapFact, type Reason } from "../../policypack/facts/fact";
import type { AccountFacts, CallerIdentity, DeviceKind } from "../../policypack/facts/account-facts";
import { hasDevice, isEnrolled } from "../../policypack/facts/usable-devices";
import { userGaps } from "../../policypack/facts/user-gaps";
import { type SignInWarning, signInWarning } from "../../policypack/judgement/console-authorization";
import { coveredAccount, type PlannedCover } from "../../policypack/judgement/covered-account";
import { judgeOf, type UserJudgement } from "../../policypack/judgement/judge";
import { isAdministratorUser } from "../../policypack/judgement/policy-set";
import { problemsIn } from "../../policypack/judgement/rollout-status";
import { describeOnlyAccessKey } from "../../policypack/judgement/describe-judgement";
import { selfServicePolicy } from "../../policypack/policy/self-service-policy";
import { coverNames } from "../../policypack/rollout/assign";
import { describeException, exceptionsOf } from "../../policypack/rollout/exceptions";
import type { Rollout } from "../../policypack/rollout/rollout";
import { parseRolloutObject } from "../../policypack/rollout/parse";
import type { Problem } from "../../policypack/rollout/problem";
import { mayHavePassword } from "../../policypack/rules/console-users";
import { type Coverage, coverageOf } from "../../policypack/rules/coverage";
import { DEFAULT_SETTINGS } from "../../policypack/rules/rule";
import { notLookedAt, passwordsAsOf } from "../report/reading-notes";
import { type Break, breaksOf, makesMfaUseless } from "./consequences";
import { type Holdings, holdingsOf } from "./holdings";
import { deadlineOf, type Standing, type Subject, subjectsOf } from "./subjects";

/** What forcing MFA would do to an account, before anything is deployed. */
export interface Impact {
  readonly account: string;
  /** How old what is told of passwords is. */
  readonly passwords: string;
  /** What no verdict takes into account. */
  readonly notLookedAt: string;
  /** Console users, and machine users whom a wave names; by name. */
  readonly people: readonly Person[];
  /** Users without a password whom no wave names: they are not covered, and nothing of theirs breaks. */
  readonly machines: number;
  readonly self: CallerImpact;
  /** What console authorization means for those who are covered; null: nothing. */
  readonly signIn: SignInWarning | null;
  /** What the rollout file lets work without MFA for a time, a sentence each. */
  readonly exceptions: readonly string[];
  /** What the rollout file says and hardly means. */
  readonly problems: readonly Problem[];
  /** What was missing of the account as a whole: there may be more people than are told here. */
  readonly unknown: readonly Reason[];
}

export interface Person {
  readonly name: string;
  readonly verdict: Verdict;
  readonly standing: Standing;
  /** False only where there is none for sure. */
  readonly hasPassword: boolean;
  readonly enrolled: Fact<boolean>;
  readonly devices: readonly DeviceKind[];
  readonly administrator: Fact<boolean>;
  /** The force-MFA policy that covers them already; null: none does. */
  readonly coverage: Fact<Coverage | null>;
  readonly breaks: readonly Break[];
  /** How they will enrol, where it is worth telling; null: in the console, or they have, or can't. */
  readonly way: string | null;
  /**
   * What they hold beside a password and access keys. AWS does not tell whether it is in use: no verdict goes by it.
   */
  readonly holdings: Holdings;
  /** Why the verdict may be too good. */
  readonly unknown: readonly Reason[];
}

/**
 * `ready`: enrolled, and nothing of theirs breaks. `exempt`: nothing is denied to them for now, whatever else holds.
 * `unknown`: nothing speaks against them, but something could not be read.
 */
export type Verdict = "ready" | "must enrol" | "would break" | "exempt" | "unknown";

/**
 * Who is ready, who must enrol, who would break, and whether you would lock yourself out. Pure.
 * @param rollout The rollout file; null: as if everybody with a password were covered at once.
 */
export function impactOf(account: AccountFacts, rollout: Rollout | null, now: Date): Impact {
  const subjects = subjectsOf(account, rollout, now);
  const covered = afterCovering(account, subjects, rollout, now);
  const named = new Set(subjects.map(({ name }) => name));
  const { users } = account;
  const people = subjects.map((subject) => toPerson(subject, account, { rollout, now, covered }));
  return {
    account: account.label,
    passwords: passwordsAsOf(account),
    notLookedAt: notLookedAt(account),
    people,
    machines: users.found.filter(({ name, live }) => live.known && live.value && !named.has(name ?? ""))
      .length,
    exceptions: (rollout?.exceptions ?? []).map(describeException),
    problems: rollout ? problemsIn(rollout, account, now) : [],
    signIn: signInWarning(account, rollout),
    self: callerImpact(account, subjects, { hasRollout: rollout !== null, people }),
    unknown: [...userGaps(account), ...users.found.flatMap(({ live }) => (live.known ? [] : [live.reason]))],
  };
}

interface Judging {
  readonly rollout: Rollout | null;
  readonly now: Date;
  readonly covered: ReturnType<typeof afterCovering>;
}

function toPerson(subject: Subject, account: AccountFacts, { rollout, now, covered }: Judging): Person {
  const { name, user, live, standing } = subject;
  const enrolled = isEnrolled(subject.live);
  const { unassignedDevices, passwordPolicy } = account;
  const before = judgeOf(account, { rollout, now }).judge(user);
  const facts = { name, live, unassignedDevices, passwordPolicy, before, now };
  const judged = covered(subject);
  const { breaks, unknown } = breaksOf({ ...facts, covered: judged });
  const settings = { ...DEFAULT_SETTINGS, rollout };
  const missing = [...new Set([...(enrolled.known ? [] : [enrolled.reason]), ...unknown])];
  return {
    name,
    verdict: verdictOf(standing, enrolled, breaks, missing),
    standing,
    hasPassword: mayHavePassword(live),
    enrolled,
    devices: live.devices.found.map(({ kind }) => kind),
    administrator: isAdministratorUser(user, account),
    coverage: mapFact(coverageOf(user, account, { settings, now }), (covered) =>
      "coverage" in covered ? covered.coverage : null,
    ),
    breaks,
    way: judged.known && !hasDevice(live) ? describeOnlyAccessKey(judged.value.enrolment) : null,
    holdings: holdingsOf(name, live, account.otherCredentials, now),
    unknown: missing,
  };
}

function verdictOf(
  standing: Standing,
  enrolled: Fact<boolean>,
  breaks: readonly Break[],
  missing: readonly Reason[],
): Verdict {
  if (standing.kind === "exempt") return "exempt";
  if (breaks.length > 0) return "would break";
  if (enrolled.known && !enrolled.value) return "must enrol";
  return missing.length > 0 ? "unknown" : "ready";
}

/**
 * What becomes of each subject once the stack has covered them, by name: under the policy that it would deploy, with
 * the rollout file's options, from their own date on. Who is in no wave counts as covered at once.
 */
function afterCovering(
  account: AccountFacts,
  subjects: readonly Subject[],
  rollout: Rollout | null,
  now: Date,
): (subject: Subject) => Fact<UserJudgement> {
  const options = rollout ?? DEFAULTS;
  const covers = coversOf(subjects, options, account);
  const covered = coveredAccount(account, covers, options);
  const users = new Map(covered.users.found.map((user) => [user.name, user]));
  const judge = judgeOf(covered, { rollout: options, now });
  return ({ name, user }) => judge.judge(users.get(name) ?? user);
}

/** Everybody at once, with no option set. */
const DEFAULTS = parseRolloutObject({ account: "new" }, "the defaults of a rollout file");

function coversOf(
  subjects: readonly Subject[],
  rollout: Rollout,
  { identity }: AccountFacts,
): PlannedCover[] {
  const partition = identity.known ? identity.value.partition : "aws";
  const byDate = new Map<string, { from: Date | null; wave: string | null; users: string[] }>();
  for (const { name, standing } of subjects) {
    const from = deadlineOf(standing);
    const wave = standing.kind === "wave" ? standing.wave : null;
    const key = JSON.stringify([from, wave]);
    const cover = byDate.get(key) ?? { from, wave, users: [] };
    cover.users.push(name);
    byDate.set(key, cover);
  }
  const { selfService } = rollout;
  return [...byDate.values()].map(({ from, wave, users }) => ({
    ...coverNames(rollout, wave),
    users,
    document: selfServicePolicy({ ...selfService, partition, from, exceptions: exceptionsOf(rollout, wave) }),
  }));
}

/** What forcing MFA does to the caller. */
export type CallerImpact =
  /** A role, a federated session or root: a policy on users does not touch it. */
  | { readonly kind: "no user"; readonly arn: string }
  /** An exemption, no console password, or no wave. */
  | { readonly kind: "left out"; readonly name: string }
  /** Has a device and calls with a session; whether that was made with MFA, AWS does not tell. */
  | { readonly kind: "safe"; readonly name: string }
  /** `from` null: as soon as they are covered. */
  | { readonly kind: "locked out"; readonly name: string; readonly why: string; readonly from: Date | null }
  | { readonly kind: "unknown"; readonly reason: Reason };

/** Whether you would lock yourself out. Without a rollout file everybody with a password counts as covered. */
function callerImpact(
  account: AccountFacts,
  subjects: readonly Subject[],
  { hasRollout, people }: { readonly hasRollout: boolean; readonly people: readonly Person[] },
): CallerImpact {
  const { identity, users } = account;
  if (!identity.known) return { kind: "unknown", reason: identity.reason };
  const { arn } = identity.value;
  const name = userNameOf(arn);
  if (name === null) return { kind: "no user", arn };
  const self = subjects.find(({ live }) => live.arn === arn);
  if (self) {
    const isIdle = people.some((person) => person.name === self.name && person.breaks.some(makesMfaUseless));
    return judge(self, identity.value, { hasRollout, isIdle });
  }
  const isListed = users.found.some(({ live }) => live.known && live.value?.arn === arn);
  return isListed || users.complete.known
    ? { kind: "left out", name }
    : { kind: "unknown", reason: users.complete.reason };
}

function judge(
  { name, live, standing }: Subject,
  identity: CallerIdentity,
  { hasRollout, isIdle }: { readonly hasRollout: boolean; readonly isIdle: boolean },
): CallerImpact {
  const inNoWave = standing.kind === "grace" || (hasRollout && standing.kind === "no deadline");
  if (standing.kind === "exempt" || inNoWave) return { kind: "left out", name };
  const from = deadlineOf(standing);
  if (isIdle) return { kind: "locked out", name, from, why: "can do nothing with MFA" };
  const why = lacksMfa(live, identity);
  if (!why.known) return { kind: "unknown", reason: why.reason };
  return why.value === null ? { kind: "safe", name } : { kind: "locked out", name, from, why: why.value };
}

import { hasDevice, isEnrolled } from "../../policypack/facts/usable-devices";
import { type Fact, mapFact, type Reason } from "../../policypack/facts/fact";
import type { AccountFacts, DeviceKind } from "../../policypack/facts/model";
import { userGaps } from "../../policypack/facts/user-gaps";
import { type SignInWarning, signInWarning } from "../../policypack/judgement/console-authorization";
import { describeException } from "../../policypack/rollout/exceptions";
import { describeOnlyAccessKey } from "../../policypack/judgement/words";
import { problemsIn } from "../../policypack/judgement/rollout-status";
import type { Problem } from "../../policypack/rollout/problem";
import type { Rollout } from "../../policypack/rollout/model";
import { type Coverage, coverageOf } from "../../policypack/rules/coverage";
import { mayHavePassword } from "../../policypack/rules/console-users";
import { isAdministratorUser } from "../../policypack/judgement/policy-set";
import { DEFAULT_SETTINGS } from "../../policypack/rules/rule";
import { notLookedAt, passwordsAsOf } from "../report/reading-notes";
import { afterCovering } from "./after-covering";
import { type Break, breaksOf } from "./breaks";
import { type Holdings, holdingsOf } from "./holdings";
import { type CallerImpact, callerImpact } from "./caller-impact";
import { type Standing, type Subject, subjectsOf } from "./subjects";

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
  /** What they hold beside a password and access keys. AWS does not tell whether it is in use: no verdict goes by it. */
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
  return {
    account: account.label,
    passwords: passwordsAsOf(account),
    notLookedAt: notLookedAt(account),
    people: subjects.map((subject) => toPerson(subject, account, { rollout, now, covered })),
    machines: users.found.filter(({ name, live }) => live.known && live.value && !named.has(name ?? ""))
      .length,
    exceptions: (rollout?.exceptions ?? []).map(describeException),
    problems: rollout ? problemsIn(rollout, account, now) : [],
    signIn: signInWarning(account, rollout),
    self: callerImpact(account, subjects, rollout !== null),
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
  const facts = { name, live, unassignedDevices, passwordPolicy, now };
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

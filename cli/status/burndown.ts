import { isEnrolled } from "../../policypack/facts/usable-devices";
import { byCause, sharedReason } from "../../policypack/facts/causes";
import type { Reason } from "../../policypack/facts/fact";
import type { AccountFacts } from "../../policypack/facts/account-facts";
import { userGaps } from "../../policypack/facts/user-gaps";
import { problemsIn } from "../../policypack/judgement/rollout-status";
import type { Problem } from "../../policypack/rollout/problem";
import type { Rollout } from "../../policypack/rollout/rollout";
import { passwordsAsOf } from "../report/reading-notes";
import { daysUntil } from "../times";
import { deadlineOf, type Subject, subjectsOf } from "../rollout/subjects";

/** How far somebody is. `open`: not enrolled, and nothing has a deadline for them. */
export const STATES = ["enrolled", "in grace", "overdue", "exempt", "open", "unknown"] as const;
export type State = (typeof STATES)[number];
export type Counts = Readonly<Record<State, number>>;

export interface WaveStatus {
  /** Null: users in no wave. */
  readonly name: string | null;
  readonly deadline: Date | null;
  /** Whole days until the deadline; 0 on the last day, -1 in the 24 hours after it. Null without a deadline. */
  readonly daysLeft: number | null;
  readonly counts: Counts;
}

/** How far a rollout has come. Counts of people; nobody's name. */
export interface BurnDown {
  readonly at: Date;
  readonly account: string;
  /** How old what is told of passwords is. */
  readonly passwords: string;
  readonly waves: readonly WaveStatus[];
  readonly total: Counts;
  /** What the rollout file says and hardly means. */
  readonly problems: readonly Problem[];
  /** Why people may be missing from the counts, or are counted as unknown. */
  readonly unknown: readonly Reason[];
}

/** Counts the console users of an account by wave and state. Pure. */
export function burnDown(account: AccountFacts, rollout: Rollout | null, now: Date): BurnDown {
  const subjects = subjectsOf(account, rollout, now);
  const waves = (rollout?.waves ?? []).map((wave): WaveStatus => {
    const members = subjects.filter((subject) => waveNameOf(subject) === wave.name);
    const { name, deadline } = wave;
    return { name, deadline, daysLeft: daysUntil(deadline, now), counts: count(members, now) };
  });
  const others = subjects.filter((subject) => waveNameOf(subject) === null);
  const rest = { name: null, deadline: null, daysLeft: null, counts: count(others, now) };
  return {
    at: now,
    account: account.label,
    passwords: passwordsAsOf(account),
    waves: others.length > 0 ? [...waves, rest] : waves,
    total: count(subjects, now),
    problems: rollout ? problemsIn(rollout, account, now) : [],
    unknown: reasonsOf(account, subjects),
  };
}

/** Exempt users are counted where they will be. */
function waveNameOf({ standing }: Subject): string | null {
  return standing.kind === "wave" || standing.kind === "exempt" ? standing.wave : null;
}

/** The people of all. */
export function addUp(all: readonly Counts[]): Counts {
  return Object.fromEntries(
    STATES.map((state) => [state, all.reduce((total, counts) => total + counts[state], 0)]),
  ) as Record<State, number>;
}

function count(subjects: readonly Subject[], now: Date): Counts {
  const states = subjects.map((subject) => stateOf(subject, now));
  return Object.fromEntries(
    STATES.map((state) => [state, states.filter((other) => other === state).length]),
  ) as Record<State, number>;
}

/** How far one person is. A user who has MFA is enrolled, exempt or not. */
export function stateOf(subject: Subject, now: Date): State {
  const enrolled = isEnrolled(subject.live);
  if (enrolled.known && enrolled.value) return "enrolled";
  const { standing } = subject;
  if (standing.kind === "exempt") return "exempt";
  if (!enrolled.known) return "unknown";
  if (standing.kind === "at once") return "overdue";
  const deadline = deadlineOf(standing);
  return deadline === null ? "open" : deadline > now ? "in grace" : "overdue";
}

function reasonsOf(account: AccountFacts, subjects: readonly Subject[]): Reason[] {
  const ofAccount = userGaps(account).map((reason) => ({ subject: account.label, reason }));
  const unread = account.users.found.flatMap(({ name, live }) =>
    live.known ? [] : [{ subject: name ?? account.label, reason: live.reason }],
  );
  const ofPeople = subjects.flatMap((subject) => {
    const enrolled = isEnrolled(subject.live);
    return enrolled.known ? [] : [{ subject: subject.name, reason: enrolled.reason }];
  });
  return byCause([...ofAccount, ...unread, ...ofPeople]).map(sharedReason);
}

/** Everybody who counts. */
export function sum(counts: Counts): number {
  return STATES.reduce((total, state) => total + counts[state], 0);
}

/** Everybody who still has to enrol: the exempt will have to, too. */
export function remaining(counts: Counts): number {
  return sum(counts) - counts.enrolled;
}

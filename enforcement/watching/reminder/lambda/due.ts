import type { ReminderPlan } from "./plan";
import { DAY } from "@mfa-guard/policypack/internal/iam/dates";

/** Whole days until a deadline: 0 in the last 24 hours before it, negative from then on. */
export function daysLeft(deadline: Date, now: Date): number {
  return Math.floor((deadline.getTime() - now.getTime()) / DAY);
}

/** Whether those with this deadline get a mail now. Once it is over nobody does. */
export function isDue(deadline: Date, now: Date, daysBefore: ReminderPlan["daysBefore"]): boolean {
  return now < deadline && (daysBefore === null || daysBefore.includes(daysLeft(deadline, now)));
}

/** Users by name, each with their earliest deadline: whoever is in two groups is denied by the first. */
export function firstDeadlines(
  waves: readonly { readonly deadline: Date; readonly members: readonly string[] }[],
): ReadonlyMap<string, Date> {
  const first = new Map<string, Date>();
  for (const { deadline, members } of waves) {
    for (const user of members) {
      const other = first.get(user);
      if (!other || deadline < other) first.set(user, deadline);
    }
  }
  return first;
}

/** Fraction of a circle by which to go on each day, so that no two days' starts are close, however many there are. */
const GOLDEN_RATIO = 0.618034;

/** The same list, begun elsewhere each day (UTC): where a run ends early, it is not always the same people's loss. */
export function inTurn<T>(all: readonly T[], now: Date): readonly T[] {
  const day = Math.floor(now.getTime() / DAY);
  const start = Math.floor(((day * GOLDEN_RATIO) % 1) * all.length);
  return [...all.slice(start), ...all.slice(0, start)];
}

import type { ReminderPlan } from "./plan";

const DAY = 24 * 60 * 60 * 1000;

/** Calendar days (UTC) until a deadline: 0 on its day, negative once that is over. */
export function daysLeft(deadline: Date, now: Date): number {
  return Math.floor(deadline.getTime() / DAY) - Math.floor(now.getTime() / DAY);
}

/** Whether those with this deadline get a mail today. On its last day they do, even where it has passed by some hours. */
export function isDue(deadline: Date, now: Date, daysBefore: ReminderPlan["daysBefore"]): boolean {
  const days = daysLeft(deadline, now);
  return days >= 0 && (daysBefore === null || daysBefore.includes(days));
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

import { DAY, isoMinute } from "@mfa-guard/policypack/internal/iam/days";
import {
  ADD_MFA,
  ASSIGN,
  deviceLine,
  nameAndChoose,
  OUT_OF_SYNC,
  SIGN_IN_AGAIN,
  STRONGEST_FIRST,
  UNIQUE,
  WITH_CODES,
} from "@mfa-guard/policypack/internal/rules/remediation";
import type { ReminderPlan } from "./reminder-plan";

export interface Mail {
  readonly subject: string;
  readonly text: string;
}

/** What one user has to do, until when, and what is denied otherwise; in plain text. */
export function reminderMail(
  user: string,
  deadline: Date,
  now: Date,
  { accountId, signInUrl }: Pick<ReminderPlan, "accountId" | "signInUrl">,
): Mail {
  const paragraphs = [
    `Your AWS user ${user} in account ${accountId} has no second factor (MFA) yet. ${untilWhen(deadline, now)}`,
    ["What to do:", ...numbered(steps(user, signInUrl ?? `the console of account ${accountId}`))].join("\n"),
    OUT_OF_SYNC,
    "The AWS CLI and programs with your access keys are denied too, even once you have a device, unless they use a " +
      "session made with it. If you use them, talk to your administrator before the deadline.",
    "If you are not sure that this mail is genuine, ask your administrator. Nobody needs your password or a code: never send them.",
  ];
  return { subject: subject(user, deadline, now), text: `${paragraphs.join("\n\n")}\n` };
}

function subject(user: string, deadline: Date, now: Date): string {
  const what = `set up MFA for your AWS user ${user}`;
  const days = daysLeft(deadline, now);
  const left = days === 0 ? "Less than a day" : days === 1 ? "1 day" : `${days} days`;
  return `${left} left to ${what}`;
}

function untilWhen(deadline: Date, now: Date): string {
  const days = daysLeft(deadline, now);
  const left =
    days === 0 ? "Less than a day is left" : days === 1 ? "One day is left" : `${days} days are left`;
  return (
    `${left}: please set it up before ${isoMinute(deadline)}. ` +
    "From then on everything but setting it up is denied until you have signed in with it."
  );
}

function steps(user: string, where: string): string[] {
  return [
    `Sign in at ${where} with your user name ${user} and your password.`,
    `Open your ${ASSIGN}.`,
    nameAndChoose(null),
    ["Set it up:", ...STRONGEST_FIRST.map(deviceLine)].join("\n   - "),
    `${WITH_CODES}${ADD_MFA}`,
    `${SIGN_IN_AGAIN} ${UNIQUE}`,
  ];
}

function numbered(items: readonly string[]): string[] {
  return items.map((item, index) => `${index + 1}. ${item}`);
}

/** Whole days until a deadline: 0 in the last 24 hours before it, negative from then on. */
export function daysLeft(deadline: Date, now: Date): number {
  return Math.floor((deadline.getTime() - now.getTime()) / DAY);
}

/** Whether those with this deadline get a mail now. Once it is over nobody does. */
export function isDue(deadline: Date, now: Date, daysBefore: ReminderPlan["daysBefore"]): boolean {
  return now < deadline && (daysBefore === null || daysBefore.includes(daysLeft(deadline, now)));
}

/** Users by name, each with their earliest deadline: a user in two groups is denied by the first. */
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

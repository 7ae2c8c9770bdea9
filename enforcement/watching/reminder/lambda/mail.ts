import { isoMinute } from "@mfa-guard/policypack/internal/iam/dates";
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
import { daysLeft } from "./due";
import type { ReminderPlan } from "./plan";

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

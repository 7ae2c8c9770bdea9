import type { IAMClient } from "@aws-sdk/client-iam";
import { SendEmailCommand, type SESv2Client } from "@aws-sdk/client-sesv2";
import { firstDeadlines, inTurn, isDue, reminderMail } from "./mail";
import { membersOf, type Standing, standingOf } from "./standing";
import type { ReminderPlan } from "./reminder-plan";

/** What the function works with. */
export interface AttachmentScope {
  readonly iam: IAMClient;
  readonly ses: SESv2Client;
  readonly plan: ReminderPlan;
  readonly now: Date;
  /** Milliseconds until Lambda ends the run, even if some users have not been reached by then. */
  readonly remaining: () => number;
  /** Gets names of users and groups, and errors; never an address, which the messages of AWS's errors may hold. */
  readonly log: (entry: Readonly<Record<string, unknown>>) => void;
}

type Outcome = "mailed" | Extract<Standing, { not: string }>["not"] | "failed";

/** How many there were of each; `failed` counts users, and groups that could not be read. */
export type Counts = Readonly<Partial<Record<Outcome, number>>>;

/** Enough to read 5,000 users within the function's time, few enough for IAM's limits. */
const AT_ONCE = 10;

/** Milliseconds before the end in which nothing is begun: what has begun ends, and the others are named in the log. */
const KEPT = 30_000;

/**
 * Mails everybody whose day it is. What fails for one is logged, counted, and stops nobody else. Users who are not
 * reached in time is among those who failed.
 */
export async function remind(around: AttachmentScope): Promise<Counts> {
  const outcomes: Outcome[] = [];
  const { waves, daysBefore } = around.plan;
  const deadlines = waves.map(({ deadline }) => new Date(deadline));
  if (!deadlines.some((deadline) => isDue(deadline, around.now, daysBefore))) return count(outcomes);

  const read: { deadline: Date; members: readonly string[] }[] = [];
  for (const { group, deadline } of waves) {
    const members = await orFailed(around, { group }, () => membersOf(around.iam, group));
    if (members === "failed") outcomes.push("failed");
    else read.push({ deadline: new Date(deadline), members });
  }
  const due = [...firstDeadlines(read)].filter(([, deadline]) => isDue(deadline, around.now, daysBefore));
  const turns = inTurn(due, around.now);
  for (let start = 0; start < turns.length; start += AT_ONCE) {
    outcomes.push(...(await remindSome(around, turns.slice(start, start + AT_ONCE))));
  }
  return count(outcomes);
}

/** Reads all at once and mails one after another: SES lets an account send only so many mails a second. */
async function remindSome(around: AttachmentScope, due: readonly [string, Date][]): Promise<Outcome[]> {
  const { iam, plan } = around;
  const read = await Promise.all(
    due.map(async ([user, deadline]) => {
      const standing = await orFailed(around, { user }, () => standingOf(iam, user, plan));
      return { user, deadline, standing };
    }),
  );
  const outcomes: Outcome[] = [];
  for (const { user, deadline, standing } of read) {
    const outcome = standing === "failed" ? standing : await mailOne(around, user, deadline, standing);
    if (outcome === "mailed" || outcome === "no address") around.log({ user, outcome });
    outcomes.push(outcome);
  }
  return outcomes;
}

async function mailOne(
  around: AttachmentScope,
  user: string,
  deadline: Date,
  standing: Standing,
): Promise<Outcome> {
  if ("not" in standing) return standing.not;
  const { plan, now, ses } = around;
  const { subject, text } = reminderMail(user, deadline, now, plan);
  const command = new SendEmailCommand({
    FromEmailAddress: plan.from,
    Destination: { ToAddresses: [standing.address] },
    Content: { Simple: { Subject: { Data: subject }, Body: { Text: { Data: text, Charset: "UTF-8" } } } },
  });
  const sent = await orFailed(around, { user }, () => ses.send(command));
  return sent === "failed" ? sent : "mailed";
}

async function orFailed<T>(
  { log, remaining }: AttachmentScope,
  whose: { readonly user: string } | { readonly group: string },
  call: () => Promise<T>,
): Promise<T | "failed"> {
  try {
    if (remaining() < KEPT) throw new Error("not reached in the function's time");
    return await call();
  } catch (error) {
    const { name, message } = error as Error;
    // AWS's errors have names, and messages that may hold an address. Those without a name are ours, or the network's.
    log({ ...whose, outcome: "failed", error: name === "Error" ? message : name });
    return "failed";
  }
}

function count(outcomes: readonly Outcome[]): Counts {
  const counts: Partial<Record<Outcome, number>> = {};
  // In one order, whichever answer comes first.
  for (const outcome of [...outcomes].sort()) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

import { readFileSync } from "node:fs";
import * as path from "node:path";
import { IAMClient } from "@aws-sdk/client-iam";
import { SESv2Client } from "@aws-sdk/client-sesv2";
import type { ReminderPlan } from "./reminder-plan";
import { type Counts, remind } from "./remind";

/**
 * Tries of one call, with growing waits between: IAM throttles an account, and SES has a rate. The waits of one call
 * are 16 seconds at most, so that one begun near the end of the run's time has its answer before it.
 */
const TRIES = 6;

/** https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

/**
 * What AWS Lambda calls each day. The SDK is the one that its Node.js runtime has.
 * @throws Error with the number of those who could not be reminded, so that the function's errors in CloudWatch show
 *   it.
 */
export async function handler(_event: unknown, context: LambdaContext): Promise<Counts> {
  const plan = JSON.parse(readFileSync(path.join(__dirname, "plan.json"), "utf8")) as ReminderPlan;
  const counts = await remind({
    iam: new IAMClient({ maxAttempts: TRIES }),
    ses: new SESv2Client({ region: plan.sesRegion, maxAttempts: TRIES }),
    plan,
    now: new Date(),
    remaining: () => context.getRemainingTimeInMillis(),
    log: (entry) => console.log(entry),
  });
  console.log({ counts });
  if (counts.failed)
    throw new Error(`${counts.failed} could not be reminded: the log names each, and the error`);
  return counts;
}

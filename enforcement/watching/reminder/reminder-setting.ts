import { z } from "zod";
import type { Shape } from "@mfa-guard/policypack/internal/rollout/fields";
import { isAddress } from "@mfa-guard/policypack/internal/rollout/mail-address";
import { parseSetting } from "../parse-setting";

/** What holds where nobody says otherwise. */
export const REMINDER_DEFAULTS = {
  /** UTC. */
  hour: 8,
  /** Days for which the function's log is kept. */
  logDays: 30,
  /** Has the AWS SDK for JavaScript v3. */
  runtime: "nodejs22.x",
} as const;

const HOUR = "a whole hour from 0 to 23, in UTC";
const DAYS =
  "a list of whole numbers of days from 0 to 365, such as [14, 7, 1, 0]; leave it out for each day";

/** The setting `mfa-guard:reminder`. */
export interface ReminderSetting {
  /** Who the mails are from. */
  readonly from: string;
  /** The user tag that holds an address. */
  readonly tag?: string;
  readonly hour: number;
  /** Whole days left until a deadline. */
  readonly daysBefore?: number[];
  /** Of SES. */
  readonly region?: string;
}

const schema = z.strictObject({
  from: z
    .string({ error: "is needed: the sender, one plain mail address that SES has verified" })
    .refine(isAddress, { error: "is not one plain mail address, such as security@example.com" }),
  tag: z.string({ error: "is not the name of a tag" }).min(1).max(128).optional(),
  hour: z
    .int({ error: HOUR })
    .min(0, { error: HOUR })
    .max(23, { error: HOUR })
    .default(REMINDER_DEFAULTS.hour),
  daysBefore: z
    .array(z.int({ error: DAYS }).min(0, { error: DAYS }).max(365, { error: DAYS }), { error: DAYS })
    .min(1, { error: DAYS })
    .optional(),
  region: z
    .string({ error: "is not an AWS Region" })
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, { error: "is not an AWS Region, such as eu-central-1" })
    .optional(),
} satisfies Shape<ReminderSetting>);

/**
 * Reads the setting; undefined: nobody is reminded.
 * @param json As Pulumi hands over an object.
 * @throws RunError that says what is wrong with it.
 */
export function parseReminderSetting(json: string | undefined): ReminderSetting | undefined {
  return json === undefined ? undefined : parseSetting(schema, "reminder", json, "reminder.from <address>");
}

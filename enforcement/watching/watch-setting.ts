import { z } from "zod";
import type { Shape } from "@mfa-guard/policypack/internal/rollout/fields";
import { parseSetting } from "./parse-setting";
import { topicProblem } from "./region";

/** The setting `mfa-guard:watch`. */
export interface WatchSetting {
  /** Whom the messages go to. */
  readonly email?: string;
  /** ARN of a topic of one's own, in place of a new one. */
  readonly topic?: string;
  /** AWS Config rules too; the Region of the stack needs a configuration recorder. */
  readonly configRules: boolean;
}

const schema = z
  .strictObject({
    email: z.email().optional(),
    topic: z
      .string()
      .regex(/^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w-]+$/, {
        error: "is not the ARN of an SNS topic",
        abort: true,
      })
      .superRefine((arn, { addIssue }) => {
        const problem = topicProblem(arn);
        if (problem !== null) addIssue(problem);
      })
      .optional(),
    configRules: z.boolean().default(false),
  } satisfies Shape<WatchSetting>)
  .refine(({ email, topic }) => (email === undefined) !== (topic === undefined), {
    message: "has to have either email or topic, where the messages go",
  });

/**
 * Reads the setting; undefined: nothing is watched.
 * @param json As Pulumi hands over an object.
 * @throws RunError that says what is wrong with it.
 */
export function parseWatchSetting(json: string | undefined): WatchSetting | undefined {
  return json === undefined ? undefined : parseSetting(schema, "watch", json, "watch.email <address>");
}

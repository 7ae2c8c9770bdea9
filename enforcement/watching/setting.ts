import { z } from "zod";
import { parseSetting } from "./parse-setting";
import { topicProblem } from "./region";

const schema = z
  .strictObject({
    /** Whom the messages go to. */
    email: z.email().optional(),
    /** ARN of a topic of one's own, in place of a new one. */
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
    /** AWS Config rules too; the Region of the stack needs a configuration recorder. */
    configRules: z.boolean().default(false),
  })
  .refine(({ email, topic }) => (email === undefined) !== (topic === undefined), {
    message: "has to have either email or topic, where the messages go",
  });

/** The setting `mfa-guard:watch`. */
export type WatchSetting = z.infer<typeof schema>;

/**
 * Reads the setting; undefined: nothing is watched.
 * @param json As Pulumi hands over an object.
 * @throws RunError that says what is wrong with it.
 */
export function parseWatchSetting(json: string | undefined): WatchSetting | undefined {
  return json === undefined ? undefined : parseSetting(schema, "watch", json, "watch.email <address>");
}

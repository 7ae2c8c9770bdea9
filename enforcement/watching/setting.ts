import { RunError } from "@pulumi/pulumi";
import { z } from "zod";
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
  if (json === undefined) return undefined;
  const result = schema.safeParse(parsed(json));
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => `${path.join(".") || "it"}: ${message}`);
  throw new RunError(
    `mfa-guard:watch in Pulumi.<stack>.yaml can't be used: ${problems.join("; ")}. ` +
      "Set it with: pulumi config set --path mfa-guard:watch.email <address>",
  );
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}

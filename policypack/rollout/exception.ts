import { z } from "zod";
import { instantOrDay, line, type Shape, text } from "./fields";
import type { Exception } from "./model";

const KINDS = ["actions", "accessKeys"] as const;

const ACTION = "an IAM action or a pattern of one service, such as codecommit:GitPull or codecommit:Git*";

/** What may work without MFA for a time, each with an owner, a reason and an end: somebody's decision, as an exemption is. */
export const exceptionSchema = z
  .strictObject(
    {
      actions: z
        .array(text(ACTION, 128).regex(/^[a-z0-9-]+:[A-Za-z0-9*?]+$/i, { error: ACTION }), {
          error: "a list of IAM actions, such as [codecommit:GitPull]",
        })
        .min(1, { error: "at least one action" })
        .optional()
        .describe(
          "Actions that work without MFA, by name or by pattern of one service. Those by which MFA could be undone " +
            "are refused. Risk: a stolen password or access key is enough for them.",
        ),
      accessKeys: z
        .literal(true, { error: "true; leave it out where the exception has actions" })
        .optional()
        .describe(
          "Calls with a long-term access key are left as they are: MFA is forced for console sessions only. " +
            "Risk: a stolen access key is enough for all that its owner may do.",
        ),
      waves: z
        .array(text("the name of a wave", 64), {
          error: "a list of names of waves, or leave it out for everybody",
        })
        .min(1, { error: "at least one wave; leave it out for everybody" })
        .optional()
        .describe("The waves for which it holds. Left out: everybody."),
      owner: line("who answers for the exception, in 1 to 256 characters on one line", 256).describe(
        "The person or team who answers for the exception.",
      ),
      reason: line("why, in 1 to 1000 characters on one line", 1000).describe(
        "Why it can't be done with MFA.",
      ),
      expires: instantOrDay(
        "a date such as 2027-06-30 (to its end in UTC), or a date and time with its time zone",
      ).describe(
        "Until when: a date (to its end in UTC), or a date and time with its time zone. The end is inside the policy: " +
          "afterwards everything is denied again by itself.",
      ),
    } satisfies Shape<Exception>,
    { error: "an exception: actions or accessKeys, owner, reason and expires" },
  )
  .refine((exception) => KINDS.filter((kind) => exception[kind] !== undefined).length === 1, {
    error: "exactly one of actions and accessKeys",
    when: ({ value, issues }) =>
      typeof value === "object" && value !== null && !issues.some(({ code }) => code === "unrecognized_keys"),
  })
  .meta({ title: "Exception", oneOf: KINDS.map((kind) => ({ required: [kind] })) });

import { z } from "zod";

/** What the JSON of several commands has in common. */
export const instant = z.iso.datetime().describe("A time in UTC.");

/** What a rollout file says and hardly means. */
export const problem = z.object({
  kind: z.string(),
  where: z.string().describe("Path in the file, such as waves[1].users[0]."),
  message: z.string(),
});

export const reason = z
  .strictObject({
    what: z.string().describe("What was looked for."),
    call: z.string().describe("The call that failed, as IAM names it."),
    code: z.string().describe("AWS's error code."),
    message: z.string(),
    remedy: z.string(),
  })
  .meta({ title: "Reason" });

/** As the JSON Schema that is published. */
export function jsonSchemaOf(model: z.ZodType): object {
  return z.toJSONSchema(model, { target: "draft-7" });
}

/** What becomes of a value in JSON: its dates are texts, and what is undefined is left out. */
export type Json<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? Json<Item>[]
    : T extends object
      ? { -readonly [Key in keyof T]: Json<T[Key]> }
      : T;

/** A value as JSON has it, so that the compiler can hold it against a model. */
export function asJson<T>(value: T): Json<T> {
  return JSON.parse(JSON.stringify(value)) as Json<T>;
}

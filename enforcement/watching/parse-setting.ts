import { RunError } from "@pulumi/pulumi";
import type { z } from "zod";

/**
 * Reads a setting that is an object.
 * @param key Its name, after `mfa-guard:`.
 * @param json As Pulumi hands over an object.
 * @param example What follows `mfa-guard:` in a command that sets it.
 * @throws RunError that says what is wrong with it, and how to set it.
 */
export function parseSetting<T>(schema: z.ZodType<T>, key: string, json: string, example: string): T {
  const result = schema.safeParse(parsed(json));
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => `${path.join(".") || "it"}: ${message}`);
  throw new RunError(
    `mfa-guard:${key} in Pulumi.<stack>.yaml can't be used: ${problems.join("; ")}. ` +
      `Set it with: pulumi config set --path mfa-guard:${example}`,
  );
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}

import { RunError } from "@pulumi/pulumi";
import { z } from "zod";
import { mistakesOf } from "@mfa-guard/policypack/internal/rollout/violations";
import { ExemptUserError, ScpTooLongError } from "./organization/scp";
import { PolicyTooLongError } from "@mfa-guard/policypack/internal/policy/length";

/**
 * Makes a part of a component; what is refused there becomes a sentence that begins with who refuses. Pulumi shows the
 * message of a RunError, and the stack of any other error.
 * @param component Type and name, for a program may have several.
 * @throws RunError for a policy that AWS would not take, an exemption of nobody, or an option out of its bounds;
 * whatever else `make` throws.
 */
export function refusing<T>(component: string, options: { selfService?: unknown }, make: () => T): T {
  try {
    return make();
  } catch (error) {
    const sentence = sentenceOf(error, options);
    throw sentence === undefined ? error : withoutStack(new RunError(`${component}: ${sentence}`));
  }
}

/** Nobody shows it, and Node 20 takes a minute to format one: `stack.ts` has more on it. */
function withoutStack(error: RunError): RunError {
  error.stack = "";
  return error;
}

function sentenceOf(error: unknown, { selfService }: { selfService?: unknown }): string | undefined {
  if ([PolicyTooLongError, ScpTooLongError, ExemptUserError].some((refusal) => error instanceof refusal)) {
    return (error as Error).message;
  }
  if (!(error instanceof z.ZodError)) return undefined;
  // As in the rollout file, whose options these are.
  const issues = error.issues.map((issue) => ({ ...issue, path: ["selfService", ...issue.path] }));
  return mistakesOf(issues, { selfService }, () => null)
    .map(({ message }) => message)
    .join(" ");
}

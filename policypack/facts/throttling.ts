import type { IAMClient } from "@aws-sdk/client-iam";

/**
 * Errors by which AWS asks a caller to slow down, by the names that its services have for them.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export const THROTTLING =
  /^(Throttling|ThrottledException|TooManyRequests|RequestLimitExceeded|SlowDown|PriorRequestNotComplete)/;

type Plugin = Parameters<IAMClient["middlewareStack"]["use"]>[0];

/** For any client: tells of each answer that throttles, also where the call is tried again and then answered. */
export function tellingOfThrottling(throttled: () => void): Plugin {
  return {
    applyToStack: (stack) => {
      stack.add(
        (next) => async (args) => {
          try {
            return await next(args);
          } catch (error) {
            if (isThrottling(error)) throttled();
            throw error;
          }
        },
        // Within the retries, which are at the start of this step.
        { step: "finalizeRequest", priority: "low", name: "mfaGuardThrottling" },
      );
    },
  };
}

function isThrottling(error: unknown): boolean {
  return error instanceof Error && THROTTLING.test(error.name);
}

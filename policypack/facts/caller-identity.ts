import { type Fact, known } from "./fact";
import type { CallerIdentity, LiveUser } from "./account-facts";
import { isEnrolled } from "./usable-devices";

/**
 * The name of the IAM user whose ARN it is; null: a role's session, a federated one's, or root's. A path stands before
 * it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
 */
export function userNameOf(arn: string): string | null {
  return /^arn:[^:]+:iam::\d{12}:user\/(?:.*\/)?([^/]+)$/.exec(arn)?.[1] ?? null;
}

/** What keeps a user's calls from carrying MFA. */
export type LacksMfa = "has no MFA device" | "uses a long-term access key, which carries no MFA";

/** Null: they come from a session of somebody who has a device; whether it was made with MFA, AWS does not tell. */
export function lacksMfa(live: LiveUser, { longTermKey }: CallerIdentity): Fact<LacksMfa | null> {
  const enrolled = isEnrolled(live);
  if (enrolled.known && !enrolled.value) return known("has no MFA device");
  if (longTermKey) return known("uses a long-term access key, which carries no MFA");
  return enrolled.known ? known(null) : enrolled;
}

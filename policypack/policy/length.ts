import type { SelfServicePolicy } from "./self-service-document";
import type { SelfServiceOptions } from "./self-service-options";

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length */
export const MOST_CHARACTERS = 6144;

/** A policy document that IAM would not take. */
export class PolicyTooLongError extends Error {
  override readonly name = "PolicyTooLongError";
}

/** The length of a managed policy as IAM counts it: white space does not count. */
export function policyLength(policy: SelfServicePolicy): number {
  return JSON.stringify(policy).replaceAll(/\s/g, "").length;
}

/**
 * Checks the length before anything is deployed.
 * @param build makes the policy with other options, to tell what leaving one out would save.
 * @throws PolicyTooLongError with the length, and the options that cost most.
 */
export function checkLength(
  policy: SelfServicePolicy,
  options: SelfServiceOptions,
  build: (options: SelfServiceOptions) => SelfServicePolicy,
): void {
  const length = policyLength(policy);
  if (length <= MOST_CHARACTERS) return;
  const saved = savings(options, (without) => length - policyLength(build(without)));
  throw new PolicyTooLongError(
    `The self-service policy has ${count(length)} characters, and IAM takes ${count(MOST_CHARACTERS)}. ` +
      `Leave out at least ${count(length - MOST_CHARACTERS)}: ${saved.join(", ")}. ` +
      "Neighbouring addresses are shorter as one CIDR range.",
  );
}

/** What each option costs, the dearest first: "sourceIps (412 entries, 7,004 characters)". */
function savings(
  options: SelfServiceOptions,
  saves: (without: SelfServiceOptions) => number,
): readonly string[] {
  return Object.entries(options)
    .filter(([option, value]) => option !== "partition" && option !== "from" && Boolean(value))
    .map(([option, value]) => ({ option, value, saved: saves({ ...options, [option]: undefined }) }))
    .sort((a, b) => b.saved - a.saved)
    .map(({ option, value, saved }) => {
      const entries = Array.isArray(value) ? `${count(value.length)} entries, ` : "";
      return `${option} (${entries}${count(saved)} characters)`;
    });
}

function count(number: number): string {
  return number.toLocaleString("en-US");
}

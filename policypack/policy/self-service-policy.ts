import { allowStatements } from "./allow-statements";
import { denyStatements } from "./deny-statements";
import type { SelfServicePolicy } from "./document";
import { checkLength } from "./length";
import { type SelfServiceOptions, resolveOptions } from "./options";

export type { SelfServicePolicy, SelfServiceStatement } from "./document";
export { PolicyTooLongError } from "./length";
export type { PolicyException, SelfServiceOptions } from "./options";

/**
 * The policy that lets a user enrol an MFA device and denies everything else until they have signed in with it.
 * AWS's own forms of it:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage-mfa-only.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage.html
 *
 * Beyond those forms it covers users with a path, and lets a device be deactivated only in a session with MFA.
 * Deleting a device is left to administrators. Statement ids are stable: other tools may refer to them.
 *
 * @throws PolicyTooLongError where IAM would not take it; ZodError for an option that no rollout file may have.
 */
export function selfServicePolicy(options: SelfServiceOptions): SelfServicePolicy {
  const policy = build(options);
  checkLength(policy, options, build);
  return policy;
}

function build(options: SelfServiceOptions): SelfServicePolicy {
  const settled = resolveOptions(options);
  return { Version: "2012-10-17", Statement: [...allowStatements(settled), ...denyStatements(settled)] };
}

import type {
  Conditions,
  SelfServicePolicy,
  SelfServiceStatement,
} from "@mfa-guard/policypack/internal/policy/self-service-document";
import {
  type PolicyException,
  resolveOptions,
} from "@mfa-guard/policypack/internal/policy/self-service-options";
import { denyStatements } from "@mfa-guard/policypack/internal/policy/self-service-policy";
import type { SelfService } from "@mfa-guard/policypack/internal/rollout/rollout";

/**
 * With white space, but there is none in what is made here. 5,120 until 15 May 2026, when AWS doubled it in every
 * partition: https://sjramblings.io/aws-organizations-scp-quotas-doubled-what-now/ and, of the same week,
 * https://cevo.com.au/post/aws-scp-limits-landing-zone-review/. Where AWS still had the older limit, it would refuse
 * to make the policy, and deny nobody anything.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html#min-max-values
 */
export const MOST_SCP_CHARACTERS = 10_240;

/** Such as AWS Organizations takes it; it grants nothing, so it holds denials only. */
export type ServiceControlPolicy = SelfServicePolicy;

/** A service control policy that AWS Organizations might not take. */
export class ScpTooLongError extends Error {
  override readonly name = "ScpTooLongError";
}

export interface ScpOptions {
  /**
   * Users that nothing is denied: by ARN, one user of one account; by name, in every account.
   * Risk of a name: anyone who may create users in a member account can create one of that name there.
   */
  readonly exempt: readonly string[];
  /** From when everything is denied. Null or left out: at once. */
  readonly from?: Date | null;
  /** The AWS partition, such as "aws": an organization is in one. */
  readonly partition: string;
  /**
   * Of the self-service policy, what bears on its denials: `passwordChangeBeforeMfa`, `signInBeforeMfa`,
   * `viaAwsServices`, `sourceIps`, `vpcs`, `maxSessionAge`. The rest of it allows something, which no service control
   * policy can.
   */
  readonly selfService?: Partial<SelfService>;
  /** What may work without MFA for a time. */
  readonly exceptions?: readonly PolicyException[];
}

/**
 * The denials of the self-service policy for every IAM user of the accounts that it is attached to, without a group
 * that they must be in. It allows nobody to enrol: that is for the self-service policy, or another of the user's own.
 *
 * Guarded by the principal's ARN. That of a role's session is the role's, so that roles, Identity Center among them,
 * pass, as do root and services, which have no such ARN.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
 *
 * @throws ScpTooLongError over 10,240 characters; ExemptUserError for an exemption of nobody or of a pattern; ZodError
 * for an option that no rollout file may have.
 */
export function forceMfaScp(options: ScpOptions): ServiceControlPolicy {
  const policy = build(options);
  checkLength(policy, options);
  return policy;
}

function build({ exempt, from, partition, selfService, exceptions }: ScpOptions): ServiceControlPolicy {
  const guard = iamUsersExcept(exemptUsers(exempt, partition));
  const statements = denyStatements(resolveOptions({ ...selfService, partition, from, exceptions }));
  return { Version: "2012-10-17", Statement: statements.map((statement) => guarded(statement, guard)) };
}

/**
 * The partition is left open: under a wrong one, the guard would deny nobody and tell nobody. A negated operator on
 * several values holds where none of them matches, and every operator must hold.
 *
 * Names are taken without regard to case, as everywhere here: no two users differ by it alone. They go by a key that
 * every request of an IAM user has, whatever their path; patterns of ARNs would be longer.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-username
 */
function iamUsersExcept({ names, arns }: ExemptUsers): Conditions {
  return {
    ArnLike: { "aws:PrincipalArn": "arn:*:iam::*:user/*" },
    ...(arns.length > 0 && { ArnNotLike: { "aws:PrincipalArn": arns } }),
    ...(names.length > 0 && { StringNotEqualsIgnoreCase: { "aws:username": names } }),
  };
}

/** Operators of the denial's own keep their keys: one on VPCs is a StringNotEquals too. */
function guarded(statement: SelfServiceStatement, guard: Conditions): SelfServiceStatement {
  const own = statement.Condition ?? {};
  const both = Object.entries(guard).map(([operator, keys]) => [operator, { ...own[operator], ...keys }]);
  return { ...statement, Condition: { ...own, ...Object.fromEntries(both) } };
}

const scpLength = (policy: ServiceControlPolicy) => JSON.stringify(policy).length;

function checkLength(policy: ServiceControlPolicy, options: ScpOptions): void {
  const length = scpLength(policy);
  if (length <= MOST_SCP_CHARACTERS) return;
  throw new ScpTooLongError(
    `The service control policy has ${count(length)} characters, over the limit of ` +
      `${count(MOST_SCP_CHARACTERS)}. Leave out at least ${count(length - MOST_SCP_CHARACTERS)}: ` +
      `${costs(length, options).join(", ")}. ` +
      "Whole accounts are left out by not attaching the policy to them.",
  );
}

/** What the lists cost, the dearest first: "exempt (70 entries, 3,912 characters)". */
function costs(length: number, options: ScpOptions): readonly string[] {
  const { exempt, selfService = {} } = options;
  const without = (change: Partial<ScpOptions>) => length - scpLength(build({ ...options, ...change }));
  const lists = (["sourceIps", "vpcs"] as const).map((name) => ({
    name,
    entries: selfService[name]?.length ?? 0,
    saved: without({ selfService: { ...selfService, [name]: undefined } }),
  }));
  return [{ name: "exempt", entries: exempt.length, saved: without({ exempt: [] }) }, ...lists]
    .filter(({ entries }) => entries > 0)
    .sort((a, b) => b.saved - a.saved)
    .map(({ name, entries, saved }) => `${name} (${count(entries)} entries, ${count(saved)} characters)`);
}

function count(number: number): string {
  return number.toLocaleString("en-US");
}

/** Not a name or an ARN of one IAM user of this partition. */
export class ExemptUserError extends Error {
  override readonly name = "ExemptUserError";
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-names */
const USER_NAME = /^[\w+=,.@-]{1,64}$/;
/** In a path everything printable but `*`, `?` and `$`, which would make it a pattern. */
const USER_ARN = /^arn:([\w-]+):iam::\d{12}:user\/([!-#%-)+->@-~]+\/)?[\w+=,.@-]{1,64}$/;

/** Users to except, by what tells each: a name in every account, or an ARN in one. */
interface ExemptUsers {
  readonly names: readonly string[];
  readonly arns: readonly string[];
}

/**
 * Tells names from ARNs. No wildcards: an exemption names whom it is for.
 *
 * @throws ExemptUserError for what would exempt nobody, or more than one meant.
 */
function exemptUsers(users: readonly string[], partition: string): ExemptUsers {
  const sorted = [...new Set(users)].sort();
  const names = sorted.filter((user) => USER_NAME.test(user));
  const arns = sorted.filter((user) => !USER_NAME.test(user));
  for (const arn of arns) checkArn(arn, partition);
  return { names, arns };
}

function checkArn(user: string, partition: string): void {
  const arn = USER_ARN.exec(user);
  if (!arn) throw new ExemptUserError(`${JSON.stringify(user)} is no name and no ARN of an IAM user.`);
  if (arn[1] === partition) return;
  throw new ExemptUserError(`${user} is not in partition ${partition}: it would exempt nobody.`);
}

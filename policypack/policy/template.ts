import { LONGEST_PARTITION } from "../iam/partitions";
import type { SelfService } from "../rollout/rollout";
import { FORCE_MFA_DEFAULTS } from "./self-service-options";
import { type PolicyException, selfServicePolicy } from "./self-service-policy";

/** What a template is made of. */
export interface TemplateParts {
  /** The policy's document, for one partition or, by way of `partitionAgnostic`, for any. */
  readonly policy: TemplateValue | object;
  readonly policyName: string;
  readonly groupName: string;
  readonly path: string;
}

/**
 * A CloudFormation template with the policy and the group that carries it. It puts nobody into the group.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-managedpolicy.html
 */
export function cloudFormationTemplate({ policy, policyName, groupName, path }: TemplateParts) {
  return {
    AWSTemplateFormatVersion: "2010-09-09",
    Description:
      "Denies everything but setting up MFA to the members of a group until they sign in with MFA.",
    Resources: {
      ForceMfaPolicy: {
        Type: "AWS::IAM::ManagedPolicy",
        Properties: { ManagedPolicyName: policyName, Path: path, PolicyDocument: policy },
      },
      ForceMfaGroup: {
        Type: "AWS::IAM::Group",
        Properties: { GroupName: groupName, Path: path, ManagedPolicyArns: [{ Ref: "ForceMfaPolicy" }] },
      },
    },
    Outputs: { GroupName: { Value: { Ref: "ForceMfaGroup" } } },
  };
}

export interface OrganizationTemplateOptions {
  /** Name of the group, the same in every account. */
  readonly groupName?: string;
  /** Name of the managed policy, the same in every account. */
  readonly policyName?: string;
  /** IAM path of both, beginning and ending with a slash. */
  readonly path?: string;
  /** From when members are denied everything; they may enrol at once. Left out: they are denied at once. */
  readonly from?: Date | null;
  /** What members may manage for themselves, and from where; each option with its risk in its own description. */
  readonly selfService?: Partial<SelfService>;
  /** What may work without MFA for a time, as the rollout file has it. */
  readonly exceptions?: readonly PolicyException[];
}

/**
 * The template for every account of an organization, in whatever partition: group and self-service policy, the same
 * that `ForceMfa` deploys to one account.
 *
 * @throws PolicyTooLongError where IAM would not take the policy; ZodError for an option that no rollout file may have.
 */
export function organizationTemplate(options: OrganizationTemplateOptions = {}) {
  const { from, selfService, exceptions } = options;
  const {
    groupName = FORCE_MFA_DEFAULTS.groupName,
    policyName = FORCE_MFA_DEFAULTS.policyName,
    path = FORCE_MFA_DEFAULTS.path,
  } = options;
  const policy = selfServicePolicy({ ...selfService, partition: LONGEST_PARTITION, from, exceptions });
  return cloudFormationTemplate({
    policy: partitionAgnostic(policy, LONGEST_PARTITION),
    policyName,
    groupName,
    path,
  });
}

/**
 * `Fn::Sub`:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-sub.html
 */
export interface Substitution {
  readonly "Fn::Sub": string;
}

/** A value of a template: JSON in which some texts are substitutions. */
export type TemplateValue =
  string | Substitution | readonly TemplateValue[] | { readonly [key: string]: TemplateValue };

/**
 * The same value, with every ARN of the given partition made one of whatever partition the template is deployed in.
 * Texts without such an ARN stay as they are.
 */
export function partitionAgnostic(value: unknown, partition: string): TemplateValue {
  if (typeof value === "string") return portableText(value, partition);
  if (Array.isArray(value)) return value.map((item) => partitionAgnostic(item, partition));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, partitionAgnostic(item, partition)]),
    );
  }
  throw new TypeError(`A template of CloudFormation can't hold ${String(value)}.`);
}

/** IAM's own variables must reach IAM: `${!aws:username}` comes out as `${aws:username}`. */
function portableText(text: string, partition: string): string | Substitution {
  const arn = `arn:${partition}:`;
  if (!text.startsWith(arn)) return text;
  return { "Fn::Sub": `arn:\${AWS::Partition}:${text.slice(arn.length).replaceAll("${", "${!")}` };
}

import { getPartitionOutput } from "@pulumi/aws/getPartition";
import { Group, GroupPolicyAttachment, Policy, UserGroupMembership } from "@pulumi/aws/iam";
import {
  ComponentResource,
  type ComponentResourceOptions,
  type Input,
  type Output,
  output,
} from "@pulumi/pulumi";
import { SELF_SERVICE_ACTIONS } from "../policypack/iam/self-service";
import { selfServicePolicy } from "./self-service-policy";

export interface ForceMfaArgs {
  /** Name of the group that carries the policy. */
  readonly groupName?: string;
  /** Name of the managed policy. */
  readonly policyName?: string;
  /** IAM path of group and policy, beginning and ending with a slash. */
  readonly path?: string;
  /** Names of the IAM users to put into the group. They need not be managed by Pulumi. */
  readonly users?: readonly string[];
}

export const FORCE_MFA_DEFAULTS = {
  groupName: "force-mfa",
  policyName: "force-mfa-self-service",
  path: "/",
} as const;

/**
 * A group whose members are denied everything except setting up MFA, until they have signed in with it.
 *
 * Memberships are one resource a user and not exclusive, so that another stack may put its own users into the group.
 */
export class ForceMfa extends ComponentResource {
  readonly groupName: Output<string>;
  readonly policyArn: Output<string>;
  /** The IAM actions that a member may use before they have signed in with MFA. */
  readonly allowedBeforeMfa: Output<readonly string[]>;

  private readonly name: string;
  private readonly attachment: GroupPolicyAttachment;

  constructor(name: string, args: ForceMfaArgs = {}, options?: ComponentResourceOptions) {
    super("mfa-guard:index:ForceMfa", name, {}, options);
    this.name = name;
    const { groupName, policyName, path } = { ...FORCE_MFA_DEFAULTS, ...args };

    const partition = getPartitionOutput({}, { parent: this }).partition;
    const policy = new Policy(
      `${name}-policy`,
      {
        name: policyName,
        path,
        description:
          "Denies everything except setting up MFA until the user has signed in with MFA. By mfa-guard.",
        policy: partition.apply((partition) => JSON.stringify(selfServicePolicy({ partition }))),
      },
      { parent: this },
    );
    const group = new Group(`${name}-group`, { name: groupName, path }, { parent: this });
    this.attachment = new GroupPolicyAttachment(
      `${name}-attachment`,
      { group: group.name, policyArn: policy.arn },
      { parent: this },
    );

    this.groupName = group.name;
    this.policyArn = policy.arn;
    this.allowedBeforeMfa = output(SELF_SERVICE_ACTIONS as readonly string[]);
    for (const user of args.users ?? []) this.cover(user, user);
    this.registerOutputs({
      groupName: this.groupName,
      policyArn: this.policyArn,
      allowedBeforeMfa: this.allowedBeforeMfa,
    });
  }

  /**
   * Puts one more user into the group.
   * @param key Tells this membership from the others; it becomes part of the resource's name.
   * @param user The IAM user's name, such as `user.name` of an `aws.iam.User`.
   */
  cover(key: string, user: Input<string>): UserGroupMembership {
    return new UserGroupMembership(
      `${this.name}-member-${key}`,
      { user, groups: [this.groupName] },
      // Not before the policy is attached: a member is covered from the first moment.
      { parent: this, dependsOn: [this.attachment] },
    );
  }
}

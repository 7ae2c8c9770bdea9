import { StackSet, StackSetInstance, type StackSetInstanceArgs } from "@pulumi/aws/cloudformation";
import { withFormerType } from "./former-type";
import { ComponentResource, type ComponentResourceOptions, type Input, type Output } from "@pulumi/pulumi";
import { keyed } from "../keyed";
import { refusing } from "../refusal";
import { organizationTemplate, type OrganizationTemplateOptions } from "./template";

/** As who the StackSet is managed: the management account, or an administrator it has delegated to. */
export type CallAs = "SELF" | "DELEGATED_ADMIN";

export interface OrganizationStackSetArgs extends OrganizationTemplateOptions {
  /** Organisational units, or the organisation's root, whose accounts get the group, those of today and later ones. */
  readonly organizationalUnitIds: readonly Input<string>[];
  /** "DELEGATED_ADMIN" where the provider's account is not the management account. Left out: "SELF". */
  readonly callAs?: CallAs;
  /**
   * Name of the StackSet. Under another one it would be a new StackSet beside the old one, whose groups have the same
   * names: change `groupName` and `policyName` with it.
   */
  readonly stackSetName?: string;
  /** Per cent of the accounts that may fail before the rest is left undone. 0, as AWS has it: one stops all. */
  readonly failureTolerancePercentage?: number;
  /** Per cent of the accounts that are deployed to at one time. Left out: one account after another. */
  readonly maxConcurrentPercentage?: number;
}

/**
 * The group and its policy in every account of some organisational units, those that join later too.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-manage-auto-deployment.html
 *
 * Both are of the provider's Region: IAM has none, and a second Region's stack would find its names taken.
 *
 * @throws RunError for a policy that IAM would not take.
 *
 * @example
 * new OrganizationStackSet("humans", { organizationalUnitIds: [workloads.id] }, { provider: management });
 */
export class OrganizationStackSet extends ComponentResource {
  readonly stackSetName: Output<string>;
  readonly stackSetId: Output<string>;

  constructor(name: string, args: OrganizationStackSetArgs, options?: ComponentResourceOptions) {
    super(
      "mfa-guard:index:OrganizationStackSet",
      name,
      {},
      withFormerType("mfa-guard:organization:StackSet", options),
    );
    const { callAs = "SELF", stackSetName = "mfa-guard-force-mfa" } = args;
    const operationPreferences = preferences(args);
    const template = refusing(`OrganizationStackSet ${name}`, args, () => organizationTemplate(args));
    const stackSet = new StackSet(
      `${name}-stack-set`,
      {
        name: stackSetName,
        description: "Denies members of a group everything except setting up MFA. By mfa-guard.",
        templateBody: JSON.stringify(template, null, 2),
        capabilities: ["CAPABILITY_NAMED_IAM"],
        permissionModel: "SERVICE_MANAGED",
        // An account that leaves takes no group with it that nobody manages.
        autoDeployment: { enabled: true, retainStacksOnAccountRemoval: false },
        // An account may join while an update runs: its deployment then waits, and does not fail.
        managedExecution: { active: true },
        callAs,
        operationPreferences,
      },
      { parent: this },
    );
    this.deploy(name, stackSet, args.organizationalUnitIds, { callAs, operationPreferences });
    this.stackSetName = stackSet.name;
    this.stackSetId = stackSet.stackSetId;
    this.registerOutputs({ stackSetName: this.stackSetName, stackSetId: this.stackSetId });
  }

  /**
   * A resource for each unit: the units of one can't be changed, and its replacement would take the stacks of those
   * that stay away with the old one. One after the other, for a StackSet has one operation at a time.
   */
  private deploy(
    name: string,
    stackSet: StackSet,
    units: readonly Input<string>[],
    how: Pick<StackSetInstanceArgs, "callAs" | "operationPreferences">,
  ): void {
    let before: StackSetInstance[] = [];
    for (const { key, value } of keyed(units)) {
      const targets = { stackSetName: stackSet.name, deploymentTargets: { organizationalUnitIds: [value] } };
      const options = { parent: this, dependsOn: before };
      before = [new StackSetInstance(`${name}-accounts-${key}`, { ...targets, ...how }, options)];
    }
  }
}

function preferences({ failureTolerancePercentage, maxConcurrentPercentage }: OrganizationStackSetArgs) {
  if (failureTolerancePercentage === undefined && maxConcurrentPercentage === undefined) return undefined;
  return { failureTolerancePercentage, maxConcurrentPercentage };
}

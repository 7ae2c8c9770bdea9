import { StackSet, StackSetInstance, type StackSetInstanceArgs } from "@pulumi/aws/cloudformation";
import { withFormerType } from "./former-type";
import { ComponentResource, type ComponentResourceOptions, type Input, type Output } from "@pulumi/pulumi";
import {
  type List,
  type Moment,
  type PolicyExceptionArgs,
  type SelfServiceArgs,
  withDenial,
} from "../arguments";
import { withKeyed } from "../keyed";
import { refusing } from "../refusal";
import { organizationTemplate } from "@mfa-guard/policypack/internal/policy/template";

/** As who the StackSet is managed. */
export const CallAs = {
  /** The management account. */
  Self: "SELF",
  /** An administrator that the management account has delegated to. */
  DelegatedAdmin: "DELEGATED_ADMIN",
} as const;
export type CallAs = (typeof CallAs)[keyof typeof CallAs];

export interface OrganizationStackSetArgs {
  /** Name of the group, the same in every account. */
  readonly groupName?: string;
  /** Name of the managed policy, the same in every account. */
  readonly policyName?: string;
  /** IAM path of both, beginning and ending with a slash. */
  readonly path?: string;
  /** From when members are denied everything; they may enrol before. Left out: they are denied from the start. */
  readonly from?: Moment | null;
  /** What members may manage for themselves, and from where; each option with its risk in its own description. */
  readonly selfService?: Input<SelfServiceArgs>;
  /** What may work without MFA for a time, as the rollout file has it. */
  readonly exceptions?: List<PolicyExceptionArgs>;
  /** Organizational units, or the organization's root, whose accounts get the group, those of today and later ones. */
  readonly organizationalUnitIds: List<string>;
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
 * The group and its policy in every account of some organizational units, those that join later too.
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
    const { groupName, policyName, path } = args;
    const templateBody = withDenial(args, (denial) =>
      refusing(`OrganizationStackSet ${name}`, denial, () =>
        JSON.stringify(organizationTemplate({ ...denial, groupName, policyName, path }), null, 2),
      ),
    );
    const stackSet = new StackSet(
      `${name}-stack-set`,
      {
        name: stackSetName,
        description: "Denies members of a group everything except setting up MFA. By mfa-guard.",
        templateBody,
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
    units: List<string>,
    how: Pick<StackSetInstanceArgs, "callAs" | "operationPreferences">,
  ): void {
    withKeyed(units, (entries) => {
      let before: StackSetInstance[] = [];
      for (const { key, value } of entries) {
        const targets = {
          stackSetName: stackSet.name,
          deploymentTargets: { organizationalUnitIds: [value] },
        };
        const options = { parent: this, dependsOn: before };
        before = [new StackSetInstance(`${name}-accounts-${key}`, { ...targets, ...how }, options)];
      }
    });
  }
}

function preferences({ failureTolerancePercentage, maxConcurrentPercentage }: OrganizationStackSetArgs) {
  if (failureTolerancePercentage === undefined && maxConcurrentPercentage === undefined) return undefined;
  return { failureTolerancePercentage, maxConcurrentPercentage };
}

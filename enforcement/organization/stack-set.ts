import { StackSet, StackSetInstance, type StackSetInstanceArgs } from "@pulumi/aws/cloudformation";
import { withFormerType } from "./former-type";
import { ComponentResource, type ComponentResourceOptions, type Input, type Output } from "@pulumi/pulumi";
import { type DenialArgs, type List, whenKnown, withDenial } from "../arguments";
import { withKeyed } from "../keyed";
import { refusing } from "../refusal";
import {
  organizationTemplate,
  type OrganizationTemplateOptions,
} from "@mfa-guard/policypack/internal/policy/template";

/** As who the StackSet is managed. */
export const CallAs = {
  /** The management account. */
  Self: "SELF",
  /** An administrator that the management account has delegated to. */
  DelegatedAdmin: "DELEGATED_ADMIN",
} as const;
export type CallAs = (typeof CallAs)[keyof typeof CallAs];

export interface OrganizationStackSetArgs extends DenialArgs {
  /** Name of the group, the same in every account. */
  readonly groupName?: Input<string>;
  /** Name of the managed policy, the same in every account. */
  readonly policyName?: Input<string>;
  /** IAM path of both, beginning and ending with a slash. */
  readonly path?: Input<string>;
  /** Organizational units, or the organization's root, whose accounts get the group, those of today and later ones. */
  readonly organizationalUnitIds: List<string>;
  /** "DELEGATED_ADMIN" where the provider's account is not the management account. Left out: "SELF". */
  readonly callAs?: Input<CallAs>;
  /**
   * Name of the StackSet. Under another one it would be a new StackSet beside the old one, whose groups have the same
   * names: change `groupName` and `policyName` with it.
   */
  readonly stackSetName?: Input<string>;
  /** Per cent of the accounts that may fail before the rest is left undone. 0, as AWS has it: one stops all. */
  readonly failureTolerancePercentage?: Input<number>;
  /** Per cent of the accounts that are deployed to at one time. Left out: one account after another. */
  readonly maxConcurrentPercentage?: Input<number>;
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
  /** What CloudFormation deploys to the accounts. */
  readonly stackSet: StackSet;
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
    this.stackSet = new StackSet(
      `${name}-stack-set`,
      {
        name: stackSetName,
        description: "Denies members of a group everything except setting up MFA. By mfa-guard.",
        templateBody: templateBody(`OrganizationStackSet ${name}`, args),
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
    this.deploy(name, args.organizationalUnitIds, { callAs, operationPreferences });
    this.stackSetName = this.stackSet.name;
    this.stackSetId = this.stackSet.stackSetId;
    this.registerOutputs({ stackSetName: this.stackSetName, stackSetId: this.stackSetId });
  }

  /**
   * A resource for each unit: the units of one can't be changed, and its replacement would take the stacks of those
   * that stay away with the old one. One after the other, for a StackSet has one operation at a time.
   */
  private deploy(
    name: string,
    units: List<string>,
    how: Pick<StackSetInstanceArgs, "callAs" | "operationPreferences">,
  ): void {
    withKeyed(units, (entries) => {
      let before: StackSetInstance[] = [];
      for (const { key, value } of entries) {
        const targets = {
          stackSetName: this.stackSet.name,
          deploymentTargets: { organizationalUnitIds: [value] },
        };
        const options = { parent: this, dependsOn: before };
        before = [new StackSetInstance(`${name}-accounts-${key}`, { ...targets, ...how }, options)];
      }
    });
  }
}

/** The names of group and policy, and their path, where they are given. */
type Names = Pick<OrganizationTemplateOptions, "groupName" | "policyName" | "path">;

/** @throws RunError for a policy that IAM would not take, where all that it is made of is plain. */
function templateBody(
  component: string,
  { groupName, policyName, path, ...args }: OrganizationStackSetArgs,
): string | Output<string> {
  const text = whenKnown<Names, string | Output<string>>({ groupName, policyName, path }, (names) =>
    withDenial(args, (denial) =>
      refusing(component, denial, () =>
        JSON.stringify(organizationTemplate({ ...denial, ...names }), null, 2),
      ),
    ),
  );
  return text as string | Output<string>;
}

function preferences({ failureTolerancePercentage, maxConcurrentPercentage }: OrganizationStackSetArgs) {
  if (failureTolerancePercentage === undefined && maxConcurrentPercentage === undefined) return undefined;
  return { failureTolerancePercentage, maxConcurrentPercentage };
}

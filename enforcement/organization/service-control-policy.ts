import { Policy, PolicyAttachment } from "@pulumi/aws/organizations";
import { withFormerType } from "./former-type";
import { ComponentResource, type ComponentResourceOptions, type Output, RunError } from "@pulumi/pulumi";
import { refusing } from "../refusal";
import { forceMfaScp, type ScpOptions } from "./scp";

export interface OrganizationScpArgs extends Omit<ScpOptions, "partition"> {
  /** The AWS partition. Left out: "aws". */
  readonly partition?: string;
  /** Ids of the organisational units and accounts that it holds in. Empty: it is made, and holds nowhere. */
  readonly targetIds: readonly string[];
  /** Takes the organisation's root as a target, which means every account but the management account. */
  readonly allowWholeOrganization?: boolean;
  /** Name of the policy. */
  readonly policyName?: string;
}

/**
 * A service control policy that denies IAM users everything except setting up MFA, where it is attached.
 * The provider must be of the management account, or of one that it has delegated policies to.
 *
 * @throws RunError for the organisation's root as a target, unless `allowWholeOrganization`; for a policy that AWS
 * Organizations would not take, or an exemption of nobody.
 */
export class OrganizationScp extends ComponentResource {
  readonly policyId: Output<string>;

  constructor(name: string, args: OrganizationScpArgs, options?: ComponentResourceOptions) {
    super(
      "mfa-guard:index:OrganizationScp",
      name,
      {},
      withFormerType("mfa-guard:organization:ServiceControlPolicy", options),
    );
    const { policyName = "mfa-guard-force-mfa" } = args;
    const content = refusing(`OrganizationScp ${name}`, args, () => scpContent(args));
    const policy = new Policy(
      `${name}-policy`,
      {
        name: policyName,
        description: "Denies IAM users everything except setting up MFA until they use it. By mfa-guard.",
        type: "SERVICE_CONTROL_POLICY",
        content,
      },
      { parent: this },
    );
    for (const targetId of new Set(args.targetIds)) {
      new PolicyAttachment(`${name}-on-${targetId}`, { policyId: policy.id, targetId }, { parent: this });
    }
    this.policyId = policy.id;
    this.registerOutputs({ policyId: this.policyId });
  }
}

/**
 * The policy's text, after every check that there is.
 * @throws RunError for a target that is none, or not allowed; and what `forceMfaScp` throws.
 */
export function scpContent({ partition = "aws", ...args }: OrganizationScpArgs): string {
  checkTargets(args);
  return JSON.stringify(forceMfaScp({ ...args, partition }));
}

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_AttachPolicy.html */
const TARGET = /^(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}|\d{12})$/;

function checkTargets({ targetIds, allowWholeOrganization = false }: OrganizationScpArgs): void {
  const unknown = targetIds.filter((id) => !TARGET.test(id));
  if (unknown.length > 0) {
    throw new RunError(`No id of an organisational unit or an account: ${unknown.join(", ")}.`);
  }
  const root = targetIds.find((id) => id.startsWith("r-"));
  if (root === undefined || allowWholeOrganization) return;
  throw new RunError(
    `${root} is the organisation's root: the policy would hold in every member account at once. ` +
      "Attach it to a test unit first, then to one after another; allowWholeOrganization: true takes the root.",
  );
}

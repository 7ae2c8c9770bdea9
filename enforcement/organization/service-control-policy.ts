import { Policy, PolicyAttachment } from "@pulumi/aws/organizations";
import {
  ComponentResource,
  type ComponentResourceOptions,
  type Input,
  type Output,
  output,
  RunError,
} from "@pulumi/pulumi";
import {
  isPlain,
  type DenialArgs,
  type List,
  type SelfServiceArgs,
  whenKnown,
  withDenial,
} from "../arguments";
import { withKeyed } from "../keyed";
import { refusing } from "../refusal";
import { withFormerType } from "./former-type";
import { forceMfaScp } from "./scp";

export interface OrganizationScpOptions {
  /**
   * Users that nothing is denied: by ARN, one user of one account; by name, in every account.
   * Risk of a name: anyone who may create users in a member account can create one of that name there.
   */
  readonly exempt: List<string>;
  /** Ids of the organizational units and accounts that it holds in. Empty: it is made, and holds nowhere. */
  readonly targetIds: List<string>;
  /** Takes the organization's root as a target, which means every account but the management account. */
  readonly allowWholeOrganization?: boolean;
  /** Name of the policy. */
  readonly policyName?: Input<string>;
}

export interface OrganizationScpArgs extends OrganizationScpOptions, DenialArgs {
  /** The AWS partition. Left out: "aws". */
  readonly partition?: Input<string>;
  /**
   * Of the self-service policy, what bears on its denials: `passwordChangeBeforeMfa`, `signInBeforeMfa`,
   * `viaAwsServices`, `sourceIps`, `vpcs`, `maxSessionAge`. The rest of it allows something, which no service control
   * policy can.
   */
  readonly selfService?: Input<SelfServiceArgs>;
}

/**
 * A service control policy that denies IAM users everything except setting up MFA, where it is attached.
 * The provider must be of the management account, or of one that it has delegated policies to.
 *
 * @throws RunError for the organization's root as a target, unless `allowWholeOrganization`; for a policy that AWS
 * Organizations would not take, or an exemption of nobody.
 *
 * @example
 * new OrganizationScp("humans", { targetIds: [sandboxUnit.id], exempt: ["break-glass"] }, { provider: management });
 */
export class OrganizationScp extends ComponentResource {
  /** What is attached to the targets. */
  readonly policy: Policy;
  readonly policyId: Output<string>;

  constructor(name: string, args: OrganizationScpArgs, options?: ComponentResourceOptions) {
    super(
      "mfa-guard:index:OrganizationScp",
      name,
      {},
      withFormerType("mfa-guard:organization:ServiceControlPolicy", options),
    );
    const { policyName = "mfa-guard-force-mfa" } = args;
    const content = scpContent(`OrganizationScp ${name}`, args);
    this.policy = new Policy(
      `${name}-policy`,
      {
        name: policyName,
        description: "Denies IAM users everything except setting up MFA until they use it. By mfa-guard.",
        type: "SERVICE_CONTROL_POLICY",
        content,
      },
      { parent: this },
    );
    withKeyed(args.targetIds, (targets) => {
      for (const { key, value } of targets) {
        const targetId = output(value).apply((id) => checked(id, args));
        new PolicyAttachment(`${name}-on-${key}`, { policyId: this.policy.id, targetId }, { parent: this });
      }
    });
    this.policyId = this.policy.id;
    this.registerOutputs({ policyId: this.policyId });
  }
}

/**
 * The policy's text, after every check of what is plain; other targets are checked when they are known.
 * @param component Who refuses, for messages.
 * @throws RunError for a target that is none, or not allowed; and for what `forceMfaScp` refuses.
 */
export function scpContent(component: string, args: OrganizationScpArgs): string | Output<string> {
  const { targetIds, exempt } = args;
  if (Array.isArray(targetIds))
    for (const id of targetIds as readonly unknown[]) if (typeof id === "string") checked(id, args);
  const content = whenKnown<readonly string[], string | Output<string>>(exempt, (exempt) =>
    withDenial(args, (denial) =>
      refusing(component, denial, () => JSON.stringify(forceMfaScp({ ...denial, exempt }))),
    ),
  );
  return content as string | Output<string>;
}

/** Whether the policy's text is known before anything is deployed. */
export function isPlainScp({
  partition,
  exempt,
  from,
  selfService,
  exceptions,
}: OrganizationScpArgs): boolean {
  return isPlain([partition, exempt, from, selfService, exceptions]);
}

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_AttachPolicy.html */
const TARGET = /^(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}|\d{12})$/;

function checked(id: string, { allowWholeOrganization = false }: OrganizationScpArgs): string {
  if (!TARGET.test(id)) throw new RunError(`No id of an organizational unit or an account: ${id}.`);
  if (!id.startsWith("r-") || allowWholeOrganization) return id;
  throw new RunError(
    `${id} is the organization's root: the policy would hold in every member account. Attach it to a test unit ` +
      "first, then to one after another; allowWholeOrganization: true takes the root.",
  );
}

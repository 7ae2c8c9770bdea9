import type { OrganizationManagedRule } from "@pulumi/aws/cfg";
import type { StackSet } from "@pulumi/aws/cloudformation";
import type { Policy } from "@pulumi/aws/organizations";
import { withFormerType } from "./former-type";
import { ComponentResource, type ComponentResourceOptions, type Output } from "@pulumi/pulumi";
import { OrganizationConfigRules, type OrganizationConfigRulesOptions } from "./config-rules";
import {
  isPlainScp,
  OrganizationScp,
  type OrganizationScpOptions,
  scpContent,
} from "./service-control-policy";
import { OrganizationStackSet, type OrganizationStackSetArgs } from "./stack-set";

export interface ForceMfaOrganizationArgs extends OrganizationStackSetArgs {
  /** The AWS partition, for `configRules` and `scp`. Left out: "aws". */
  readonly partition?: string;
  /** AWS Config's rules in every account. Left out: none, for each evaluation costs. */
  readonly configRules?: OrganizationConfigRulesOptions;
  /** A service control policy, by the same date and options. Left out: none, for it denies users in no group too. */
  readonly scp?: OrganizationScpOptions;
}

/**
 * The force-MFA group in every account of an organization, by AWS's own engines; with it, where asked for, Config
 * rules and a service control policy. Where each is managed from an account of its own, use the parts by themselves:
 * `OrganizationStackSet`, `OrganizationConfigRules`, `OrganizationScp`.
 *
 * @example
 * new ForceMfaOrganization("humans", { organizationalUnitIds: [unit.id], from: "2027-02-01T09:00:00Z" });
 */
export class ForceMfaOrganization extends ComponentResource {
  readonly stackSetName: Output<string>;
  /** Undefined: without `scp`. */
  readonly scpId: Output<string> | undefined;

  /** What CloudFormation deploys to the accounts. */
  readonly stackSet: StackSet;
  /** None: without `configRules`. */
  readonly configRules: OrganizationManagedRule[];
  /** Undefined: without `scp`. */
  readonly scp: Policy | undefined;

  constructor(name: string, args: ForceMfaOrganizationArgs, options?: ComponentResourceOptions) {
    super(
      "mfa-guard:index:ForceMfaOrganization",
      name,
      {},
      withFormerType("mfa-guard:organization:ForceMfaOrganization", options),
    );
    const { partition, configRules, scp, ...stackSet } = args;
    const { from, selfService, exceptions } = args;
    const denial = scp && { ...scp, partition, from, selfService, exceptions };
    // What is refused is refused before anything is made.
    if (denial && isPlainScp(denial)) scpContent(`ForceMfaOrganization ${name}`, denial);
    const accounts = new OrganizationStackSet(name, stackSet, { parent: this });
    const rules =
      configRules && new OrganizationConfigRules(name, { ...configRules, partition }, { parent: this });
    // After the groups: what lets users enrol is theirs, and must not come after the denial.
    const after = { parent: this, dependsOn: [accounts] };
    this.scp = denial && new OrganizationScp(name, denial, after).policy;
    this.scpId = this.scp?.id;
    this.stackSet = accounts.stackSet;
    this.stackSetName = accounts.stackSetName;
    this.configRules = rules?.rules ?? [];
    this.registerOutputs({ stackSetName: this.stackSetName, scpId: this.scpId });
  }
}

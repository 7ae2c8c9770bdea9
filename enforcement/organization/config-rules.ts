import { OrganizationManagedRule } from "@pulumi/aws/cfg";
import { withFormerType } from "./former-type";
import { ComponentResource, type ComponentResourceOptions, output } from "@pulumi/pulumi";
import type { List } from "../arguments";
import { managedRules } from "../watching/managed-rules";

export interface OrganizationConfigRulesOptions {
  /** Ids of accounts to leave out: those without a configuration recorder, or AWS fails the rule for all of them. */
  readonly excludedAccounts?: List<string>;
}

export interface OrganizationConfigRulesArgs extends OrganizationConfigRulesOptions {
  /** The AWS partition. Left out: "aws". */
  readonly partition?: string;
}

/**
 * AWS Config's own rules for console users, root and root hardware, in every account of the organization. They are
 * periodic and look at global resources: once, in one Region, is enough.
 * https://docs.aws.amazon.com/config/latest/developerguide/config-rule-multi-account-deployment.html
 *
 * @example
 * new OrganizationConfigRules("mfa", { excludedAccounts: [sandbox.id] }, { provider: configAdministrator });
 */
export class OrganizationConfigRules extends ComponentResource {
  /** One for each of AWS Config's rules. */
  readonly rules: OrganizationManagedRule[];

  constructor(name: string, args: OrganizationConfigRulesArgs = {}, options?: ComponentResourceOptions) {
    super(
      "mfa-guard:index:OrganizationConfigRules",
      name,
      {},
      withFormerType("mfa-guard:organization:ConfigRules", options),
    );
    const { partition = "aws", excludedAccounts } = args;
    this.rules = managedRules(partition).map(
      (rule) =>
        new OrganizationManagedRule(
          `${name}-${rule.name}`,
          {
            name: `mfa-guard-${rule.name}`,
            description: rule.description,
            ruleIdentifier: rule.identifier,
            excludedAccounts: excludedAccounts && output(excludedAccounts).apply((ids) => [...ids]),
          },
          { parent: this },
        ),
    );
    this.registerOutputs({});
  }
}

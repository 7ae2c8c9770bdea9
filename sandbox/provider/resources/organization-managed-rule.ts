import type { OrganizationManagedRuleArgs } from "@pulumi/aws/cfg/organizationManagedRule";
import type { Unwrap } from "@pulumi/pulumi";
import { ProviderError } from "../errors";
import type { Checked, ResourceType } from "../resource-type";

type Inputs = Checked<Unwrap<OrganizationManagedRuleArgs>, "name">;

/** A rule of AWS Config in every account of an organisation: for previews only, the emulator has none. */
export const organizationManagedRule: ResourceType<Inputs> = {
  token: "aws:cfg/organizationManagedRule:OrganizationManagedRule",
  label: "Config Organization Managed Rule",
  inputs: ["description", "excludedAccounts", "name", "ruleIdentifier"],
  autoname: { property: "name", max: 64 },
  replaces: ["name"],
  sets: ["excludedAccounts"],
  computed: ["arn"],

  create: noEmulation,
  read: noEmulation,
  update: noEmulation,
  delete: noEmulation,
};

function noEmulation(): Promise<never> {
  const what = "the emulator has no PutOrganizationConfigRule, so organisation rules of AWS Config";
  return Promise.reject(new ProviderError(`${what} can be previewed in the sandbox, and not deployed`));
}

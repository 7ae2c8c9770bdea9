import type { OrganizationManagedRuleArgs } from "@pulumi/aws/cfg/organizationManagedRule";
import type { Unwrap } from "@pulumi/pulumi";
import type { Checked, ResourceType } from "../resource-type";
import { previewOnly } from "./preview-only";

type Inputs = Checked<Unwrap<OrganizationManagedRuleArgs>, "name">;

/** A rule of AWS Config in every account of an organization. */
export const organizationManagedRule: ResourceType<Inputs> = {
  token: "aws:cfg/organizationManagedRule:OrganizationManagedRule",
  label: "Config Organization Managed Rule",
  inputs: ["description", "excludedAccounts", "name", "ruleIdentifier"],
  autoname: { property: "name", max: 64 },
  replaces: ["name"],
  sets: ["excludedAccounts"],
  computed: ["arn"],
  ...previewOnly("the emulator has no PutOrganizationConfigRule"),
};

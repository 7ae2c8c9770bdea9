import type { ComponentResource, ComponentResourceOptions } from "@pulumi/pulumi";
import { ForceMfa } from "../force-mfa";
import { OrganizationConfigRules } from "../organization/config-rules";
import { ForceMfaOrganization } from "../organization/force-mfa-organization";
import { OrganizationScp } from "../organization/service-control-policy";
import { OrganizationStackSet } from "../organization/stack-set";
import { MfaWatch } from "../watching/mfa-watch";

/** The name of the package, with which the types of the components begin. */
export const PACKAGE = "mfa-guard";

/** A component, made of what a program in whatever language has passed; the schema says what that may be. */
type Component = new (name: string, args: never, options?: ComponentResourceOptions) => ComponentResource;

/** What the package offers, by name. */
export const COMPONENTS: Readonly<Record<string, Component>> = {
  ForceMfa,
  ForceMfaOrganization,
  MfaWatch,
  OrganizationConfigRules,
  OrganizationScp,
  OrganizationStackSet,
};

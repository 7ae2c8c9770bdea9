import type { ComponentResourceOptions, Resource } from "@pulumi/pulumi";
import {
  ForceMfa,
  ForceMfaOrganization,
  MfaReminder,
  MfaWatch,
  OrganizationConfigRules,
  OrganizationScp,
  OrganizationStackSet,
} from "../../enforcement/library";

export const UNIT = "ou-abcd-12345678";
export const WAVE = { groupName: "soon", deadline: new Date("2027-02-04T09:00:00Z") };

/** Each component with every resource that it can have. */
export const COMPONENTS: Readonly<Record<string, (options: ComponentResourceOptions) => Resource>> = {
  ForceMfa: (options) => new ForceMfa("it", { users: ["ann", "bob"] }, options),
  MfaWatch: (options) =>
    new MfaWatch(
      "it",
      { policyArns: ["p"], groupNames: ["g"], email: "a@example.com", configRules: true },
      options,
    ),
  MfaReminder: (options) => new MfaReminder("it", { waves: [WAVE], from: "a@example.com" }, options),
  OrganizationStackSet: (options) =>
    new OrganizationStackSet("it", { organizationalUnitIds: [UNIT] }, options),
  OrganizationConfigRules: (options) => new OrganizationConfigRules("it", {}, options),
  OrganizationScp: (options) => new OrganizationScp("it", { targetIds: [UNIT], exempt: [] }, options),
  ForceMfaOrganization: (options) =>
    new ForceMfaOrganization(
      "it",
      { organizationalUnitIds: [UNIT], configRules: {}, scp: { targetIds: [UNIT], exempt: [] } },
      options,
    ),
};

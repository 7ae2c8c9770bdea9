import { ForceMfaOrganization } from "@mfa-guard/pulumi";

const everyone = new ForceMfaOrganization("everyone", {
  organizationalUnitIds: ["ou-ab12-11112222"],
  from: new Date("2027-03-01T09:00:00Z"),
  // Each evaluation of AWS Config costs: leave `configRules` out where you need none.
  configRules: { excludedAccounts: ["444455556666"] },
  // Made, and attached nowhere yet: read it, and try it in the policy simulator first.
  scp: { exempt: ["break-glass"], targetIds: [] },
});

export const stackSet = everyone.stackSetName;
export const scp = everyone.scpId;

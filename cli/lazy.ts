/* eslint-disable @typescript-eslint/no-require-imports, @typescript-eslint/consistent-type-imports -- to load late */

/** What needs a validator or a YAML parser, loaded when it is first asked for: most audits do without. */
export const lazy = {
  snapshots: () =>
    require("../policypack/facts/snapshot/read") as typeof import("../policypack/facts/snapshot/read"),
  rolloutFiles: () => require("../policypack/rollout/parse") as typeof import("../policypack/rollout/parse"),
  organizations: () =>
    require("./organization/audit-organization") as typeof import("./organization/audit-organization"),
  securityHub: () => require("./security-hub/send") as typeof import("./security-hub/send"),
  organizationStatus: () => require("./status/organization") as typeof import("./status/organization"),
  merging: () => ({
    ...(require("./organization/kept-places") as typeof import("./organization/kept-places")),
    ...(require("./organization/merge") as typeof import("./organization/merge")),
  }),
};

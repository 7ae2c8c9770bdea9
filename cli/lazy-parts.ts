/* eslint-disable @typescript-eslint/no-require-imports, @typescript-eslint/consistent-type-imports -- to load late */

/** Parts of commands that most runs do without, loaded when an option first asks for them. */
export const parts = {
  audit: () =>
    require("./organization/audit-organization") as typeof import("./organization/audit-organization"),
  merge: () => ({
    ...(require("./organization/kept-locations") as typeof import("./organization/kept-locations")),
    ...(require("./organization/merge-kept") as typeof import("./organization/merge-kept")),
  }),
  securityHub: () => require("./security-hub/send") as typeof import("./security-hub/send"),
  plan: () => require("./rollout/plan-organization") as typeof import("./rollout/plan-organization"),
  verify: () => require("./verify/verify-organization") as typeof import("./verify/verify-organization"),
  remind: () =>
    require("./instructions/organization-reminders") as typeof import("./instructions/organization-reminders"),
  status: () => require("./status/status-organization") as typeof import("./status/status-organization"),
};

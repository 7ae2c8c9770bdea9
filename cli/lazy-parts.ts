/* eslint-disable @typescript-eslint/no-require-imports, @typescript-eslint/consistent-type-imports -- to load late */

/** Parts of commands that most runs do without, loaded when an option first asks for them. */
export const parts = {
  audit: () =>
    require("./organization/audit-organization") as typeof import("./organization/audit-organization"),
  merge: () => ({
    ...(require("./organization/kept-locations") as typeof import("./organization/kept-locations")),
    ...(require("./organization/merge") as typeof import("./organization/merge")),
  }),
  securityHub: () => require("./security-hub/send") as typeof import("./security-hub/send"),
  plan: () => require("./rollout/organization") as typeof import("./rollout/organization"),
  verify: () => require("./verify/organization") as typeof import("./verify/organization"),
  remind: () =>
    require("./instructions/organization-reminders") as typeof import("./instructions/organization-reminders"),
  status: () => require("./status/organization") as typeof import("./status/organization"),
};

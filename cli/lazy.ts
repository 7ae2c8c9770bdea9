/* eslint-disable @typescript-eslint/no-require-imports, @typescript-eslint/consistent-type-imports -- to load late */

/** What needs a validator or a YAML parser, loaded when it is first asked for: most audits do without. */
export const lazy = {
  snapshots: () =>
    require("../policypack/facts/snapshot/read") as typeof import("../policypack/facts/snapshot/read"),
  rolloutFiles: () => require("../policypack/rollout/parse") as typeof import("../policypack/rollout/parse"),
};

/* eslint-disable @typescript-eslint/no-require-imports, @typescript-eslint/consistent-type-imports -- to load late */

/** Parts of the pack that many previews do without, each loaded when it is first asked for: a preview waits for it. */
export const lazy = {
  /** With the AWS SDK: for a stack that has AWS resources. */
  liveAccounts: () => require("../facts/live/read-account") as typeof import("../facts/live/read-account"),
  /** With a validator: where the settings name a snapshot. */
  snapshots: () =>
    require("../facts/snapshot/snapshot-reader") as typeof import("../facts/snapshot/snapshot-reader"),
  /** For mistakes of the program that makes the pack. */
  errors: () => require("@pulumi/pulumi/errors") as typeof import("@pulumi/pulumi/errors"),
  /** With a YAML parser and a validator: where the settings name a rollout file. */
  rolloutFiles: () => require("../rollout/parse") as typeof import("../rollout/parse"),
};

/** Milliseconds after which the engine has greeted the pack, and has a program to start, which takes longer. */
const GREETED = 250;

/** Loads what most previews need while the engine waits for the program and not for the pack. */
export function loadAhead(): void {
  setTimeout(() => {
    try {
      lazy.liveAccounts();
    } catch {
      // Uncaught, it would end the pack. A part that can't be loaded is asked for again when the facts are, and the
      // error is told there.
    }
  }, GREETED).unref();
}

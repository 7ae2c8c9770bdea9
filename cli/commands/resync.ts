import { Command } from "commander";
import type { Cli } from "../context";
import { asCaller, type OpenTerminal } from "../enrol/caller";
import { resync } from "../enrol/resync";
import { openTerminal } from "../enrol/terminal";
import { withExamples } from "../examples";

/** `mfa-guard resync`: brings the caller's own device back in sync. */
export function resyncCommand(cli: Cli, open: OpenTerminal = openTerminal): Command {
  const command = new Command("resync")
    .option("--serial <serial>", "which device, where you have several")
    .addHelpText("after", "\nWrites to AWS: resynchronises the device of your own user. Needs a terminal.")
    .action(async (options: { serial?: string }) =>
      asCaller(cli, command, open, async (enrolling) => {
        cli.print(`${await resync(enrolling, options.serial)} is in sync again.`);
      }),
    );
  return withExamples(command, [
    { line: "mfa-guard resync", purpose: "With two codes of your authenticator app" },
  ]);
}

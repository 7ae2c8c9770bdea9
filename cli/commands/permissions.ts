import { Command } from "commander";
import permissions from "../../policypack/facts/permissions.json";
import type { Cli } from "../context";
import { withExamples } from "../examples";

/** Prints the policy that the reading commands and the policy pack need. Asks AWS nothing. */
export function permissionsCommand(cli: Cli): Command {
  const command = new Command("permissions")
    .description(
      "Print the IAM policy that reading an account needs: what audit, plan, status and the pack may do.",
    )
    .action(() => cli.print(JSON.stringify(permissions, null, 2)));
  return withExamples(command, [{ line: "mfa-guard permissions", purpose: "For a role that only audits" }]);
}

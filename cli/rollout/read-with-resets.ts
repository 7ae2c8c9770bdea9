import type { Command } from "commander";
import { type Connection, connect } from "../../policypack/facts/connection";
import { wholeSignal } from "../../policypack/facts/live/budget";
import { withOtherCredentials } from "../../policypack/facts/live/read-other-credentials";
import { withPasswordResets } from "../../policypack/facts/live/read-password-resets";
import type { AccountFacts } from "../../policypack/facts/account-facts";
import { readOptionsOf, readThrough } from "../account";
import type { Cli } from "../context";
import { withScps } from "../organization/scp-option";
import { showing } from "../progress";

/**
 * The account that a connection leads to, and whose password must be changed there: one call more for each console
 * user without MFA. What could not be read of it is unknown, but for the account itself.
 * @param holders Of whom it is asked what they hold beside passwords and access keys; one call each.
 * @throws CliError where not even that can be told: there is nothing to say then.
 */
export async function readWithResets(
  cli: Cli,
  command: Command,
  connection: Connection,
  holders?: (account: AccountFacts) => readonly string[],
): Promise<AccountFacts> {
  const options = readOptionsOf(cli, command);
  const account = await readThrough(cli, connection, options);
  const { iam } = await connect(connection);
  try {
    const whole = await showing(cli, async (watch) => {
      const withResets = await withPasswordResets(account, iam, wholeSignal(options), watch);
      if (!holders) return withResets;
      return withOtherCredentials(withResets, holders(withResets), iam, wholeSignal(options), watch);
    });
    return await withScps(cli, command, connection, (add) => add(whole));
  } finally {
    iam.destroy();
  }
}

import type { Command } from "commander";
import { type Connection, connect } from "../../policypack/facts/connection";
import { wholeSignal } from "../../policypack/facts/live/budget";
import { withPasswordResets } from "../../policypack/facts/live/password-resets";
import type { AccountFacts } from "../../policypack/facts/model";
import { readOptionsOf, readThrough } from "../account";
import type { Cli } from "../context";
import { withScps } from "../organization/scp-option";

/**
 * The account that a connection leads to, and whose password must be changed there: one call more for each console
 * user without MFA. What could not be read of it is unknown, but for the account itself.
 * @throws CliError where not even that can be told: there is nothing to say then.
 */
export async function readWithResets(
  cli: Cli,
  command: Command,
  connection: Connection,
): Promise<AccountFacts> {
  const options = readOptionsOf(cli, command);
  const account = await readThrough(cli, connection, options);
  const { iam } = await connect(connection);
  try {
    const whole = await withPasswordResets(account, iam, wholeSignal(options));
    return await withScps(cli, command, connection, (add) => add(whole));
  } finally {
    iam.destroy();
  }
}

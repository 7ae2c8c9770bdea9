import type { Command } from "commander";
import type { Connection } from "../policypack/facts/connection";
import { describeReason } from "../policypack/facts/fact";
import { AccountReader, DEFAULT_READ_OPTIONS } from "../policypack/facts/live/read-account";
import type { AccountFacts } from "../policypack/facts/model";
import { connectionOf } from "./connection";
import type { Cli } from "./context";
import { CliError } from "./errors";

/**
 * The live account that the options and the environment lead to. What could not be read of it is an unknown fact.
 * @throws CliError where AWS does not even say which account it is: there is nothing to judge then.
 */
export async function readLiveAccount(cli: Cli, command: Command): Promise<AccountFacts> {
  return readThrough(cli, await connectionOf(cli, command));
}

/** The same for a connection that serves for more: credentials are found once, as a profile may ask for an MFA code. */
export async function readThrough(cli: Cli, connection: Connection): Promise<AccountFacts> {
  cli.progress("Reading the account …");
  const account = await new AccountReader({ ...DEFAULT_READ_OPTIONS, now: cli.now }).read(connection);
  if (!account.identity.known) throw new CliError(describeReason(account.identity.reason));
  return account;
}

import type { Command } from "commander";
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
  const connection = await connectionOf(cli, command);
  cli.progress("Reading the account …");
  const account = await new AccountReader({ ...DEFAULT_READ_OPTIONS, now: cli.now }).read(connection);
  if (!account.identity.known) throw new CliError(describeReason(account.identity.reason));
  return account;
}

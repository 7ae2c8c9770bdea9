import { type Connection, connect } from "../../policypack/facts/connection";
import { describeReason } from "../../policypack/facts/fact";
import { readAccount, type ReadOptions } from "../../policypack/facts/live/read-account";
import type { AccountFacts } from "../../policypack/facts/model";
import type { Cli } from "../context";
import { CliError } from "../errors";
import { withPasswordResets } from "../../policypack/facts/live/password-resets";

/**
 * The account that a connection leads to, and whose password must be changed there: one call more for each console
 * user without MFA. What could not be read of it is unknown, but for the account itself.
 * @throws CliError where not even that can be told: there is nothing to say then.
 */
export async function readWithResets(
  cli: Cli,
  connection: Connection,
  options: ReadOptions,
): Promise<AccountFacts> {
  cli.progress("Reading the account …");
  const account = await readAccount(connection, options);
  if (!account.identity.known) throw new CliError(describeReason(account.identity.reason));
  const { iam } = await connect(connection);
  try {
    return await withPasswordResets(account, iam, AbortSignal.timeout(options.budget));
  } finally {
    iam.destroy();
  }
}

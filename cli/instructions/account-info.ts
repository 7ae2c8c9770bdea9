import { type Connection, connect } from "../../policypack/facts/connection";
import { describeReason } from "../../policypack/facts/fact";
import { readAlias } from "../../policypack/facts/live/account-settings";
import { readIdentity } from "../../policypack/facts/live/identity";
import { wholeSignal } from "../../policypack/facts/live/budget";
import type { ReadOptions } from "../../policypack/facts/live/read-account";
import type { AccountFacts } from "../../policypack/facts/account-facts";
import { partitionNamed } from "../../policypack/iam/partitions";
import { ROOT_DISPUTED } from "../../policypack/rules/china";
import type { Cli } from "../context";
import { CliError } from "../errors";
import { unidentified } from "../renewal";

/** Which account people sign in to. */
export interface AccountInfo {
  readonly accountId: string;
  /** By its name, such as "aws". */
  readonly partition: string;
  /** The name that the account's sign-in address has; null: none, or it could not be read. */
  readonly alias: string | null;
}

/**
 * Where root of an account signs in; null: no page of AWS says it of the partition.
 * @throws CliError for China, where it is disputed whether there is a root user, and for GovCloud, where it can't sign
 *   in: https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/govcloud-account-root-user.html
 */
export function rootSignInUrl({ partition }: Pick<AccountInfo, "partition">): string | null {
  const { console, rootSignsInElsewhere, documentsDisagree } = partitionNamed(partition) ?? {};
  if (documentsDisagree)
    throw new CliError(
      `There are no instructions for root in China. ${ROOT_DISPUTED} Ask AWS Support there which holds for your ` +
        "account; for the IAM user who created it: mfa-guard instructions --user NAME.",
    );
  if (!rootSignsInElsewhere) return console ?? null;
  throw new CliError(
    "The root user of a GovCloud account can't sign in to the console, nor have an MFA device. " +
      "Protect root of the standard account that belongs to it: run this with that account's profile.",
  );
}

/**
 * Asks AWS for as much as a letter needs. An alias that may not be read is not needed: the number always works.
 * @throws CliError where AWS does not say which account it is.
 */
export async function readAccountInfo(
  cli: Cli,
  connection: Connection,
  options: ReadOptions,
): Promise<AccountInfo> {
  const { iam, sts } = await connect(connection);
  const signal = wholeSignal(options);
  try {
    const identity = await readIdentity(sts, "the account", signal);
    if (!identity.known) throw await unidentified(cli, connection, identity.reason);
    const { accountId, partition } = identity.value;
    const alias = await readAlias(iam, `account ${accountId}`, signal);
    if (!alias.known) cli.warn(`The address has the account's number: ${describeReason(alias.reason)}`);
    return { accountId, partition, alias: alias.known ? alias.value : null };
  } finally {
    iam.destroy();
    sts.destroy();
  }
}

/** The same of an account that has been read already. */
export function accountInfoOf({ identity, alias }: AccountFacts): AccountInfo {
  if (!identity.known) throw new CliError(describeReason(identity.reason));
  const { accountId, partition } = identity.value;
  return { accountId, partition, alias: alias.known ? alias.value : null };
}

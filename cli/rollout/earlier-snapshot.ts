import type { AccountFacts } from "../../policypack/facts/model";
import type { Cli } from "../context";
import { CliError } from "../errors";
import { readSnapshotFile } from "../input";

/**
 * The same account as an earlier snapshot has it, however old that is.
 * @throws CliError where the file can't be read, or is of another account.
 */
export async function readEarlier(cli: Cli, file: string, account: AccountFacts): Promise<AccountFacts> {
  const accounts = await readSnapshotFile(cli, file, Number.POSITIVE_INFINITY);
  const earlier = accounts.find((other) => isSame(other, account));
  if (earlier) return earlier;
  throw new CliError(`${file} holds no reading of ${account.label}. Name a snapshot of this account.`);
}

function isSame(a: AccountFacts, b: AccountFacts): boolean {
  if (!a.identity.known || !b.identity.known) return false;
  const [one, other] = [a.identity.value, b.identity.value];
  return one.accountId === other.accountId && one.partition === other.partition;
}

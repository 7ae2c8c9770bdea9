import { mkdir, writeFile } from "node:fs/promises";
import * as path from "node:path";
import type { AccountFacts, User } from "../../policypack/facts/account-facts";
import { toSnapshot } from "../../policypack/facts/snapshot/write";
import { keepRun } from "../../cli/organization/kept-run";
import { consoleUser, found, userWithoutMfa } from "../../test/support/accounts";
import { contentAccount } from "../../test/support/worst-account";

/** The account that all are made of. */
const MODEL = "111122223333";

/**
 * Fills a folder with accounts as `audit --org --resume` keeps them: in each, a fifth of the users has no MFA device.
 * @returns The accounts' numbers.
 */
export async function keepAccounts(
  folder: string,
  accounts: number,
  usersEach: number,
  readAt: Date,
): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const text = toSnapshot([
    { ...modelAccount(usersEach), readAt, credentialReportAt: { known: true, value: readAt } },
  ]);
  const ids = Array.from({ length: accounts }, (_, index) => `${100_000_000_000 + index}`);
  for (const id of ids)
    await writeFile(path.join(folder, `${id}.json`), text.replaceAll(MODEL, id), { mode: 0o600 });
  const all = ids.map((id) => ({ account: `account ${id}`, id, organization: null }));
  const run = { accounts: all, others: [], leftOut: [] };
  const where = { now: () => readAt, resolve: path.resolve };
  await keepRun(where, folder, { ...run, shard: null, failures: [] });
  return ids;
}

function modelAccount(usersEach: number): AccountFacts {
  const account = contentAccount();
  const users = Array.from({ length: usersEach }, (_, index): User => {
    const name = `user${index}-${MODEL}`;
    return index % 5 === 0 ? userWithoutMfa(name) : consoleUser(name);
  });
  return { ...account, users: found(users) };
}

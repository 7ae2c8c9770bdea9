import { readFile, stat } from "node:fs/promises";
import { type Connection, describeConnection } from "../connection";
import { describeReason, type Fact, type Unknown, unknown } from "../fact";
import { isoMinute } from "../../iam/days";
import { DEFAULT_READ_OPTIONS, identify } from "../live/read-account";
import type { AccountFacts, CallerIdentity } from "../account-facts";
import type { ReadAccount } from "../stack-accounts";
import { unreadable } from "../unreadable";
import { DEFAULT_MAX_AGE, MAX_LENGTH } from "./bounds";
import { readSnapshot, refused, type SnapshotLimits } from "./read-snapshot";

export interface SnapshotOptions {
  /** Milliseconds since the reading after which the snapshot tells nothing any more. */
  readonly maxAge: number;
  readonly now: () => Date;
  /** Who makes the calls: sts:GetCallerIdentity, for which AWS asks no permission. */
  readonly identify: (connection: Connection) => Promise<Fact<CallerIdentity>>;
}

export const DEFAULT_SNAPSHOT_OPTIONS: SnapshotOptions = {
  maxAge: DEFAULT_MAX_AGE,
  now: () => new Date(),
  identify: (connection) => identify(connection, DEFAULT_READ_OPTIONS),
};

/**
 * Stands in for the reading of an account where the pipeline has no permission for that: takes it from a file.
 *
 * The account of a connection is the one that AWS names. Where AWS can't be asked, it is the one that the provider's
 * own settings leave no doubt about: the account of the role that it assumes, or the only one that it may deploy to.
 * Else it stays unknown, even if the snapshot holds one account only: a snapshot of another account would pass a
 * stack of this one.
 */
export function snapshotReader(
  file: string,
  options: SnapshotOptions = DEFAULT_SNAPSHOT_OPTIONS,
): ReadAccount {
  let reading: Promise<Fact<readonly AccountFacts[]>> | undefined;
  return async (connection) => {
    const now = options.now();
    const accounts = await (reading ??= readFileOf(file, { maxAge: options.maxAge, now, name: file }));
    if (!accounts.known) return unreadable(describeConnection(connection), accounts, now);
    const identity = await options.identify(connection);
    return pick(accounts.value, { connection, identity, file, now });
  };
}

async function readFileOf(file: string, limits: SnapshotLimits): Promise<Fact<readonly AccountFacts[]>> {
  try {
    const { size } = await regularFile(file);
    if (size > MAX_LENGTH) return refused("SnapshotDamaged", `it has ${size} bytes`, limits);
    return readSnapshot(await readFile(file, "utf8"), limits);
  } catch (error) {
    return refused("SnapshotUnreadable", (error as Error).message, limits);
  }
}

/** A pipe or a device might never end. */
async function regularFile(file: string) {
  const stats = await stat(file);
  if (!stats.isFile()) throw new Error("it is not a regular file");
  return stats;
}

interface Sought {
  readonly connection: Connection;
  readonly identity: Fact<CallerIdentity>;
  readonly file: string;
  readonly now: Date;
}

function pick(accounts: readonly AccountFacts[], { connection, identity, file, now }: Sought): AccountFacts {
  const id = identity.known ? identity.value.accountId : accountBySettings(connection);
  if (id === undefined) return unreadable(describeConnection(connection), whichAccount(identity, file), now);
  const label = `account ${id}`;
  const account = accounts.find(
    (a) =>
      a.identity.known &&
      a.identity.value.accountId === id &&
      (!identity.known || a.identity.value.partition === identity.value.partition),
  );
  if (!account) {
    const held = accounts.map((a) => a.label).join(", ") || "no account";
    const none = refused("SnapshotForeign", `it holds ${held}, not account ${id}`, { name: file });
    return { ...unreadable(label, none, now), identity };
  }
  // Who deploys now is not who made the snapshot.
  return { ...account, identity, label: `${label} (snapshot of ${isoMinute(account.readAt)})` };
}

/** What to do is not what the failed call would say: the snapshot is there to do without it. */
function whichAccount(identity: Fact<CallerIdentity>, file: string): Unknown {
  const why = identity.known ? "" : `: ${describeReason(identity.reason)}`;
  const { reason } = refused("SnapshotForeign", `whether it is of this account can't be told${why}`, {
    name: file,
  });
  const remedy =
    "Give the pipeline credentials of the account, even without any permission, or set the provider's allowedAccountIds to that one account.";
  return unknown({ ...reason, remedy });
}

function accountBySettings(connection: Connection): string | undefined {
  const { assumeRoles, assumeRoleWithWebIdentity, allowedAccountIds } = connection;
  const role = assumeRoles.at(-1)?.roleArn ?? assumeRoleWithWebIdentity?.roleArn;
  if (role !== undefined) return /^arn:[^:]+:iam::(\d{12}):role\//.exec(role)?.[1];
  return allowedAccountIds?.length === 1 ? allowedAccountIds[0] : undefined;
}

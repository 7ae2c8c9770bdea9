import { setMaxListeners } from "node:events";
import pLimit from "p-limit";
import { type Connection, connect, describeConnection, type AwsClients } from "../connection";
import { COMPLETE, type Fact, type Found, known, mapFact, type Unknown } from "../fact";
import type { AccountFacts, LiveUser, LoginProfile, MfaDevice, User } from "../model";
import { attempt } from "./calls";
import { type AuthorizedUser, readAuthorizationDetails } from "./authorization-details";
import { type CredentialReport, type CredentialReportRow, readCredentialReport } from "./credential-report";
import { readIdentity } from "./identity";
import { readLoginProfile } from "./login-profile";
import { readUserDevices, readVirtualDevices } from "./mfa-devices";

export interface ReadOptions {
  /** Milliseconds for the whole reading; what has not been read by then is unknown. */
  readonly budget: number;
  /** How many calls run at once. */
  readonly concurrency: number;
  readonly now: () => Date;
}

export const DEFAULT_READ_OPTIONS: ReadOptions = { budget: 60_000, concurrency: 10, now: () => new Date() };

/** Reads the account that a connection leads to. Never throws: what could not be read is an unknown fact. */
export async function readAccount(
  connection: Connection,
  options: ReadOptions = DEFAULT_READ_OPTIONS,
): Promise<AccountFacts> {
  const label = describeConnection(connection);
  const purpose = { what: "anything", call: "the AWS SDK", where: label };
  const clients = await attempt(purpose, () => connect(connection));
  if (!clients.known) return unreadable(label, clients, options.now());
  return new AccountReading(clients.value, label, options).read();
}

/** An account of which nothing is known, for one and the same reason. */
export function unreadable(label: string, reason: Unknown, readAt: Date): AccountFacts {
  return {
    label,
    readAt,
    identity: reason,
    users: { found: [], complete: reason },
    groups: { found: new Map(), complete: reason },
    policies: { found: new Map(), complete: reason },
    credentialReportAt: reason,
    unresolved: [],
  };
}

/** One reading: bulk calls at once, then single calls for the few users about whom they leave a question. */
class AccountReading {
  private readonly signal: AbortSignal;
  private readonly limit: ReturnType<typeof pLimit>;

  constructor(
    private readonly clients: AwsClients,
    private label: string,
    private readonly options: ReadOptions,
  ) {
    this.signal = AbortSignal.timeout(options.budget);
    setMaxListeners(0, this.signal);
    this.limit = pLimit(options.concurrency);
  }

  async read(): Promise<AccountFacts> {
    const { iam, sts } = this.clients;
    const readAt = this.options.now();
    const identity = await readIdentity(sts, this.label, this.signal);
    if (!identity.known) return unreadable(this.label, identity, readAt);
    this.label = `account ${identity.value.accountId}`;

    const [details, virtual, report] = await Promise.all([
      readAuthorizationDetails(iam, this.label, this.signal),
      readVirtualDevices(iam, this.label, this.signal),
      readCredentialReport(iam, this.label, this.signal),
    ]);
    const users = details.known ? known(await this.users(details.value.users, virtual, report)) : details;
    return {
      label: this.label,
      readAt,
      identity,
      users: found(users, []),
      groups: found(
        mapFact(details, ({ groups }) => groups),
        new Map(),
      ),
      policies: found(
        mapFact(details, ({ policies }) => policies),
        new Map(),
      ),
      credentialReportAt: mapFact(report, ({ generatedAt }) => generatedAt),
      unresolved: [],
    };
  }

  private async users(
    users: readonly AuthorizedUser[],
    virtual: Fact<ReadonlyMap<string, readonly MfaDevice[]>>,
    report: Fact<CredentialReport>,
  ): Promise<User[]> {
    const read = await Promise.all(
      users.map(async (user) => {
        const row = report.known ? rowOf(user, report.value) : undefined;
        const loginProfile = await this.loginProfile(user, row);
        const devices = await this.devices(user, loginProfile, virtual, row);
        return devices && toUser(user, { loginProfile, devices });
      }),
    );
    return read.filter((user) => user !== null);
  }

  /** By the report where it tells; else by a call for the user. */
  private async loginProfile(
    user: AuthorizedUser,
    row: CredentialReportRow | undefined,
  ): Promise<Fact<LoginProfile | null>> {
    if (row && row.passwordEnabled !== null) {
      return known(row.passwordEnabled ? { changed: row.passwordLastChanged } : null);
    }
    return this.limit(() => readLoginProfile(this.clients.iam, user.name, this.label, this.signal));
  }

  /** Null: the user is gone. */
  private async devices(
    user: AuthorizedUser,
    loginProfile: Fact<LoginProfile | null>,
    virtual: Fact<ReadonlyMap<string, readonly MfaDevice[]>>,
    row: CredentialReportRow | undefined,
  ): Promise<Found<readonly MfaDevice[]> | null> {
    const found = (virtual.known && virtual.value.get(user.arn)) || [];
    const mayNeedMfa = !loginProfile.known || loginProfile.value !== null;
    if (found.length > 0 || !mayNeedMfa) return { found, complete: notAsked(user.name) };
    const all = await this.limit(() => readUserDevices(this.clients.iam, user.name, this.label, this.signal));
    if (all.known) return all.value && { found: all.value, complete: COMPLETE };
    return { found: row?.mfaActive ? [UNSPECIFIED] : [], complete: all };
  }
}

/** The report may be older than a user, and tell of an earlier one of the same name. It keeps whole seconds. */
function rowOf(user: AuthorizedUser, report: CredentialReport): CredentialReportRow | undefined {
  const row = report.rows.get(user.name);
  if (row?.arn !== user.arn || row.created === null) return undefined;
  return Math.abs(row.created.getTime() - user.created.getTime()) < 1000 ? row : undefined;
}

function found<T>(fact: Fact<T>, empty: T): Found<T> {
  return fact.known ? { found: fact.value, complete: COMPLETE } : { found: empty, complete: fact };
}

/** What stands in for the devices of a user of whom only the report tells that there is one. */
const UNSPECIFIED: MfaDevice = { kind: "unspecified", serial: null, enabled: null };

/** The calls that would tell are not made where no rule needs the answer. */
function notAsked(user: string): Unknown {
  return {
    known: false,
    reason: {
      what: `all MFA devices of user ${user}`,
      call: "iam:ListMFADevices",
      code: "NotAsked",
      message: "the user has a virtual device, or no password",
      remedy: "Nothing to do.",
    },
  };
}

function toUser(user: AuthorizedUser, facts: Pick<LiveUser, "loginProfile" | "devices">): User {
  const { name, arn, path, created, groups, attachedPolicies, inlinePolicies } = user;
  return {
    name,
    live: known({ arn, path, created, ...facts }),
    urn: undefined,
    plannedLoginProfile: undefined,
    groups: groups.map((group) => ({ group, origin: "live" })),
    attachedPolicies,
    inlinePolicies,
  };
}

import { setMaxListeners } from "node:events";
import pLimit from "p-limit";
import { type AwsClients, type Connection, connect, describeConnection } from "../connection";
import { COMPLETE, type Fact, type Found, type Known, known, mapFact, type Unknown } from "../fact";
import type { AccountFacts, CallerIdentity } from "../model";
import { readAccountSummary, readAlias, readPasswordPolicy } from "./account-settings";
import { readAuthorizationDetails } from "./authorization-details";
import { attempt } from "./calls";
import { readCredentialReport } from "./credential-report";
import { readIdentity } from "./identity";
import { readVirtualDevices } from "./mfa-devices";
import { rootUser } from "./root";
import { readUsers } from "./users";

export interface ReadOptions {
  /** Milliseconds for the whole reading; what has not been read by then is unknown. */
  readonly budget: number;
  /** How many calls for single users run at once. */
  readonly concurrency: number;
  readonly now: () => Date;
  /** Ends the reading early; what has not been read by then is unknown. */
  readonly signal?: AbortSignal;
}

export const DEFAULT_READ_OPTIONS: ReadOptions = { budget: 60_000, concurrency: 10, now: () => new Date() };

/** Reads accounts, each once for each identity that its connections lead to, however many those are. */
export class AccountReader {
  private readonly readings = new Map<string, Promise<AccountFacts>>();

  constructor(private readonly options: ReadOptions = DEFAULT_READ_OPTIONS) {}

  /** Never throws: what could not be read is an unknown fact. */
  async read(connection: Connection): Promise<AccountFacts> {
    const readAt = this.options.now();
    const signal = signalOf(this.options);
    const caller = await connectAs(connection, signal);
    if (!caller.known) return unreadable(describeConnection(connection), caller, readAt);
    const { clients, identity } = caller.value;
    const limit = pLimit(this.options.concurrency);
    return this.once(identity, () => readAll({ clients, identity, readAt, signal, limit }));
  }

  private once(identity: Known<CallerIdentity>, read: () => Promise<AccountFacts>): Promise<AccountFacts> {
    // Two sessions of one role differ in their name only, which is the last part.
    const key = identity.value.arn.replace(/(:assumed-role\/[^/]+)\/.*$/, "$1");
    const reading = this.readings.get(key) ?? read();
    this.readings.set(key, reading);
    return reading;
  }
}

/** Who makes the calls of a connection, of which nothing else is read. Never throws. */
export async function identify(connection: Connection, options: ReadOptions): Promise<Fact<CallerIdentity>> {
  const caller = await connectAs(connection, signalOf(options));
  return caller.known ? caller.value.identity : caller;
}

interface Caller {
  readonly clients: AwsClients;
  readonly identity: Known<CallerIdentity>;
}

async function connectAs(connection: Connection, signal: AbortSignal): Promise<Fact<Caller>> {
  const where = describeConnection(connection);
  const purpose = { what: "anything", call: "the AWS SDK", where };
  const clients = await attempt(purpose, () => connect(connection), signal);
  if (!clients.known) return clients;
  const identity = await readIdentity(clients.value.sts, where, signal);
  return identity.known ? known({ clients: clients.value, identity }) : identity;
}

function signalOf({ budget, signal }: ReadOptions): AbortSignal {
  const timeout = AbortSignal.timeout(budget);
  const either = signal ? AbortSignal.any([timeout, signal]) : timeout;
  setMaxListeners(0, either);
  return either;
}

/** Reads one account, of which nothing else is read in this process. */
export function readAccount(connection: Connection, options?: ReadOptions): Promise<AccountFacts> {
  return new AccountReader(options).read(connection);
}

/** An account of which nothing is known, for one and the same reason. */
export function unreadable(label: string, reason: Unknown, readAt: Date): AccountFacts {
  return {
    label,
    readAt,
    identity: reason,
    alias: reason,
    root: { hasPassword: reason, hasAccessKeys: reason, hasMfa: reason, virtualDevices: reason },
    users: { found: [], complete: reason },
    groups: { found: new Map(), complete: reason },
    policies: { found: new Map(), complete: reason },
    unassignedDevices: reason,
    passwordPolicy: reason,
    credentialReportAt: reason,
    plannedScps: [],
    unresolved: [],
  };
}

interface Reading extends Caller {
  readonly readAt: Date;
  readonly signal: AbortSignal;
  readonly limit: ReturnType<typeof pLimit>;
}

/** The bulk calls all at once, then what they leave open. */
async function readAll({
  clients: { iam },
  identity,
  readAt,
  signal,
  limit,
}: Reading): Promise<AccountFacts> {
  const where = `account ${identity.value.accountId}`;
  const [details, virtual, report, summary, alias, passwordPolicy] = await Promise.all([
    readAuthorizationDetails(iam, where, signal),
    readVirtualDevices(iam, where, signal),
    readCredentialReport(iam, where, signal),
    readAccountSummary(iam, where, signal),
    readAlias(iam, where, signal),
    readPasswordPolicy(iam, where, signal),
  ]);
  const groups = mapFact(details, ({ groups }) => groups);
  const policies = mapFact(details, ({ policies }) => policies);
  return {
    label: where,
    readAt,
    identity,
    alias,
    root: rootUser({ summary, report, virtual }, where),
    users: await readUsers({ details, virtual, report, iam, where, signal, limit }),
    groups: found(groups, new Map()),
    policies: found(policies, new Map()),
    unassignedDevices: mapFact(virtual, ({ unassigned }) => unassigned),
    passwordPolicy,
    credentialReportAt: mapFact(report, ({ generatedAt }) => generatedAt),
    plannedScps: [],
    unresolved: [],
  };
}

function found<T>(fact: Fact<T>, empty: T): Found<T> {
  return fact.known ? { found: fact.value, complete: COMPLETE } : { found: empty, complete: fact };
}

import pLimit from "p-limit";
import { type AwsClients, type Connection, connect, describeConnection } from "../connection";
import { COMPLETE, type Fact, type Found, type Known, known, mapFact } from "../fact";
import type { AccountFacts, CallerIdentity } from "../account-facts";
import { OTHER_CREDENTIALS_NOT_ASKED, SCPS_NOT_ASKED } from "../not-asked";
import { type ClientTimeouts, CLIENT_TIMEOUTS } from "../client-timeouts";
import { unreadable } from "../unreadable";
import { readAccountSummary, readAlias, readPasswordPolicy } from "./account-settings";
import { readAuthorizationDetails, USERS } from "./authorization-details";
import { type Budget, bulkSignal, DEFAULT_TIME_LIMIT, wholeSignal } from "./budget";
import { attempt } from "./calls";
import { readConsoleAuthorization, type SignInPlace } from "./read-console-authorization";
import { readCredentialReport, reportComplete } from "./credential-report";
import { readIdentity } from "./identity";
import { readVirtualDevices } from "./mfa-devices";
import { readRootAccess, ROOT_ACCESS_NOT_ASKED } from "./root-access";
import { rootUser } from "./read-root";
import { DEFAULT_LIVE_PASSWORDS } from "./passwords";
import { readUsers } from "./users";
import { type Limit, UNWATCHED, type Watch, watched } from "./watch";

export interface ReadOptions extends Budget {
  /** How many calls for single users run at once. */
  readonly concurrency: number;
  readonly now: () => Date;
  readonly timeouts?: ClientTimeouts;
  /** Of how many users it is asked one by one whether they have a password; 100 unless given. */
  readonly livePasswords?: number;
  /** Whether to ask what the security keys of administrators are certified for. */
  readonly certifications?: boolean;
  /** Whether to ask for the MFA devices of users without a password, as a control of Security Hub does (IAM.19). */
  readonly allDevices?: boolean;
  /** Whether to ask what of centralized root access the organization has enabled. */
  readonly rootAccess?: boolean;
  /** Is told how far the reading is, from when it is known whose account it is. */
  readonly watch?: Watch;
}

export const DEFAULT_READ_OPTIONS: ReadOptions = {
  budget: DEFAULT_TIME_LIMIT,
  concurrency: 10,
  now: () => new Date(),
};

/** Reads accounts, each once for each identity that its connections lead to, however many those are. */
export class AccountReader {
  private readonly readings = new Map<string, Promise<AccountFacts>>();

  constructor(private readonly options: ReadOptions = DEFAULT_READ_OPTIONS) {}

  /** Never throws: what could not be read is an unknown fact. */
  async read(connection: Connection): Promise<AccountFacts> {
    const readAt = this.options.now();
    const signal = wholeSignal(this.options);
    const bulk = bulkSignal(signal, this.options);
    const { timeouts = CLIENT_TIMEOUTS, livePasswords = DEFAULT_LIVE_PASSWORDS } = this.options;
    const {
      rootAccess = false,
      certifications = false,
      allDevices = false,
      watch = UNWATCHED,
    } = this.options;
    const caller = await connectAs(connection, signal, timeouts);
    if (!caller.known) return unreadable(describeConnection(connection), caller, readAt);
    const { clients, identity } = caller.value;
    const limit = pLimit(this.options.concurrency);
    const signIn = signInPlace(connection, identity.value);
    try {
      return await this.once(identity, () =>
        readAll({
          clients,
          identity,
          signIn,
          readAt,
          signal,
          bulk,
          limit,
          watch,
          timeouts,
          livePasswords,
          asksRootAccess: rootAccess,
          asksCertifications: certifications,
          asksAllDevices: allDevices,
        }),
      );
    } finally {
      // Else the connections of each account of an organization stay open until its end.
      for (const client of [clients.iam, clients.sts]) client.destroy();
    }
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
  const caller = await connectAs(connection, wholeSignal(options), options.timeouts);
  return caller.known ? caller.value.identity : caller;
}

interface Caller {
  readonly clients: AwsClients;
  readonly identity: Known<CallerIdentity>;
}

async function connectAs(
  connection: Connection,
  signal: AbortSignal,
  timeouts?: ClientTimeouts,
): Promise<Fact<Caller>> {
  const where = describeConnection(connection);
  const purpose = { what: "anything", call: "the AWS SDK", where };
  const clients = await attempt(purpose, () => connect(connection, timeouts), signal);
  if (!clients.known) return clients;
  const identity = await readIdentity(clients.value.sts, where, signal);
  return identity.known ? known({ clients: clients.value, identity }) : identity;
}

/** Reads one account, of which nothing else is read in this process. */
export function readAccount(connection: Connection, options?: ReadOptions): Promise<AccountFacts> {
  return new AccountReader(options).read(connection);
}

interface Reading extends Caller {
  readonly signIn: SignInPlace;
  readonly readAt: Date;
  readonly signal: AbortSignal;
  readonly bulk: AbortSignal;
  readonly limit: Limit;
  readonly watch: Watch;
  readonly timeouts: ClientTimeouts;
  readonly livePasswords: number;
  readonly asksRootAccess: boolean;
  readonly asksCertifications: boolean;
  readonly asksAllDevices: boolean;
}

/** The bulk calls all at once, then what they leave open. */
async function readAll({
  clients: { iam },
  identity,
  signIn,
  readAt,
  signal,
  bulk,
  limit,
  watch,
  timeouts,
  livePasswords,
  asksRootAccess,
  asksCertifications,
  asksAllDevices,
}: Reading): Promise<AccountFacts> {
  const where = `account ${identity.value.accountId}`;
  const [details, virtual, report, summary, alias, passwordPolicy, consoleAuthorization, rootAccess] =
    await Promise.all([
      watched(watch, USERS, readAuthorizationDetails(iam, where, bulk, watch)),
      readVirtualDevices(iam, where, bulk),
      watched(watch, "credential report", readCredentialReport(iam, where, bulk, timeouts.reportAfter)),
      readAccountSummary(iam, where, bulk),
      readAlias(iam, where, bulk),
      readPasswordPolicy(iam, where, bulk),
      readConsoleAuthorization(iam, signIn, where, bulk),
      asksRootAccess ? readRootAccess(iam, signIn, where, bulk) : ROOT_ACCESS_NOT_ASKED,
    ]);
  const groups = mapFact(details, ({ groups }) => groups);
  const policies = mapFact(details, ({ policies }) => policies);
  const roles = mapFact(details, ({ roles }) => roles);
  return {
    label: where,
    readAt,
    identity,
    alias,
    root: rootUser({ summary, report, virtual }, where),
    ...(await readUsers({
      ...{
        details,
        virtual,
        report,
        iam,
        where,
        signal,
        limit,
        watch,
        livePasswords,
        asksCertifications,
        asksAllDevices,
      },
    })),
    groups: found(groups, new Map()),
    policies: found(policies, new Map()),
    roles: found(roles, []),
    unassignedDevices: mapFact(virtual, ({ unassigned }) => unassigned),
    passwordPolicy,
    scps: SCPS_NOT_ASKED,
    consoleAuthorization,
    rootAccess,
    otherCredentials: OTHER_CREDENTIALS_NOT_ASKED,
    credentialReportAt: mapFact(report, ({ generatedAt }) => generatedAt),
    credentialReportComplete: reportComplete(report, where),
    otherIdentities: [],
    plannedScps: [],
    unresolved: [],
  };
}

function signInPlace({ endpoints }: Connection, identity: CallerIdentity): SignInPlace {
  const { AWS_ENDPOINT_URL_SIGNIN: own, AWS_ENDPOINT_URL: all } = process.env;
  const iamIsElsewhere = endpoints.iam !== undefined;
  const endpoint = endpoints.signin ?? (own || (iamIsElsewhere ? undefined : all || undefined));
  const isShared = endpoint !== undefined && endpoint === (endpoints.iam ?? all);
  return { identity, endpoint, isShared, iamIsElsewhere };
}

function found<T>(fact: Fact<T>, empty: T): Found<T> {
  return fact.known ? { found: fact.value, complete: COMPLETE } : { found: empty, complete: fact };
}

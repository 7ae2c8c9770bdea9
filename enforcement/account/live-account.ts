import { RunError, runtime } from "@pulumi/pulumi";
import { type AwsClients, connect, type Connection } from "@mfa-guard/policypack/internal/facts/connection";
import type { Fact } from "@mfa-guard/policypack/internal/facts/fact";
import { wholeSignal } from "@mfa-guard/policypack/internal/facts/live/budget";
import { attempt } from "@mfa-guard/policypack/internal/facts/live/calls";
import { readIdentity } from "@mfa-guard/policypack/internal/facts/live/identity";
import { withPasswordResets } from "@mfa-guard/policypack/internal/facts/live/read-password-resets";
import { AccountReader } from "@mfa-guard/policypack/internal/facts/live/read-account";
import type { AccountFacts, CallerIdentity } from "@mfa-guard/policypack/internal/facts/account-facts";
import { providerConnection } from "@mfa-guard/policypack/internal/facts/planned/provider-connection";
import { type Quotas, readQuotas } from "./quotas";

/** What the program reads of the account before it plans anything. */
export interface LiveAccount {
  readonly facts: AccountFacts;
  /** Who makes the calls, then who assumed the role for it: with a role, two. */
  readonly callers: readonly Fact<CallerIdentity>[];
  readonly quotas: Fact<Quotas>;
}

/** Milliseconds. */
const BUDGET = 60_000;

/** Reads the account that a connection leads to. Never throws: what could not be read is an unknown fact. */
export async function readLiveAccount(connection: Connection): Promise<LiveAccount> {
  const signal = wholeSignal({ budget: BUDGET });
  const read = await new AccountReader().read(connection);
  const where = read.label;
  const connected = await connectTo(connection, where, signal);
  // A user who must change the password first may be unable to enrol; no bulk call tells.
  const facts = connected.known ? await withPasswordResets(read, connected.value.iam, signal) : read;
  const base = connection.assumeRoles.length > 0 ? [await readBase(connection, where, signal)] : [];
  return {
    facts,
    callers: [facts.identity, ...base],
    quotas: await then(connected, ({ iam }) => readQuotas(iam, where, signal)),
  };
}

/** Who the provider's `assumeRoles` starts from: denied everything, they can assume none of them any more. */
async function readBase(
  connection: Connection,
  where: string,
  signal: AbortSignal,
): Promise<Fact<CallerIdentity>> {
  const clients = await connectTo({ ...connection, assumeRoles: [] }, where, signal);
  return then(clients, ({ sts }) => readIdentity(sts, where, signal));
}

function connectTo(connection: Connection, where: string, signal: AbortSignal): Promise<Fact<AwsClients>> {
  return attempt({ what: "anything", call: "the AWS SDK", where }, () => connect(connection), signal);
}

async function then<T, U>(fact: Fact<T>, next: (value: T) => Promise<Fact<U>>): Promise<Fact<U>> {
  return fact.known ? next(fact.value) : fact;
}

const PREFIX = "aws:";

/**
 * How this stack's own `aws` provider, the default one, reaches the account: by the `aws:` settings of the stack,
 * and by the environment for what these leave open. So what is read is the account that is deployed to.
 * https://www.pulumi.com/registry/packages/aws/installation-configuration/
 * @throws RunError for a nested setting, such as `aws:assumeRoles`, that is not JSON.
 */
export function stackConnection(
  config: Readonly<Record<string, string>> = runtime.allConfig() as Record<string, string>,
): Connection {
  const settings = Object.entries(config)
    .filter(([key]) => key.startsWith(PREFIX))
    .map(([key, value]) => [key.slice(PREFIX.length), value]);
  const connection = providerConnection({
    urn: "the stack's aws provider",
    props: Object.fromEntries(settings),
  });
  if (connection.known) return connection.value;
  throw new RunError(`The aws settings of Pulumi.<stack>.yaml can't be read: ${connection.reason.message}.`);
}

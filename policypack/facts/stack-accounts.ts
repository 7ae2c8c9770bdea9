import { type Connection, connectionKey } from "./connection";
import type { Fact } from "./fact";
import type { AccountFacts, CallerIdentity } from "./account-facts";
import { overlay } from "./planned/overlay";
import { readPlan } from "./planned/read-plan";
import { type PlannedProvider, providerConnection } from "./planned/provider-connection";
import type { PlannedResource } from "./planned/resource";
import { isAwsProvider, isAwsResource } from "./planned/resource-types";
import { unreadable } from "./unreadable";

/** Reads one account; passed in, so that tests need no AWS. */
export type ReadAccount = (connection: Connection) => Promise<AccountFacts>;

/** The resources that one provider configuration deploys. */
interface Deployment {
  readonly provider: PlannedProvider;
  readonly connection: Fact<Connection>;
  readonly resources: PlannedResource[];
}

/**
 * The accounts that a stack deploys to, each as it will be once the stack is deployed. Which accounts those are is
 * told by each resource's own provider, not by whatever credentials lie around. Each is read once, however many
 * providers lead to it. A stack without AWS resources has none.
 */
export async function readStackAccounts(
  resources: readonly PlannedResource[],
  readAccount: ReadAccount,
  now: () => Date,
): Promise<AccountFacts[]> {
  const read = await Promise.all(
    [...byConnection(resources).values()].map(async ({ connection, provider, resources }) => {
      const account = connection.known
        ? await readAccount(connection.value)
        : unreadable(connection.reason.what.replace(/^the settings of /, ""), connection, now());
      return { account, resources, provider };
    }),
  );
  return [...byAccount(read).values()].map(({ account, resources }) => overlay(account, readPlan(resources)));
}

function byConnection(resources: readonly PlannedResource[]): Map<string, Deployment> {
  const deployments = new Map<string, Deployment>();
  for (const resource of resources) {
    const provider = isAwsProvider(resource.type)
      ? resource
      : isAwsResource(resource.type) && resource.provider;
    if (!provider) continue;
    const connection = providerConnection(provider);
    const key = connection.known ? connectionKey(connection.value) : provider.urn;
    const deployment = deployments.get(key) ?? { provider, connection, resources: [] };
    deployment.resources.push(resource);
    deployments.set(key, deployment);
  }
  return deployments;
}

interface ReadDeployment {
  readonly account: AccountFacts;
  readonly resources: readonly PlannedResource[];
}

/**
 * Two providers may lead to one account (two Regions, two roles): the reading that knows more stands for both, and has
 * the identity of the other beside its own.
 */
function byAccount(
  read: readonly (ReadDeployment & { provider: PlannedProvider })[],
): Map<string, ReadDeployment> {
  const accounts = new Map<string, ReadDeployment>();
  for (const { account, resources, provider } of read) {
    const key = account.identity.known ? account.identity.value.accountId : provider.urn;
    const other = accounts.get(key);
    const one = other ? bothIn(other.account, account) : account;
    accounts.set(key, { account: one, resources: [...(other?.resources ?? []), ...resources] });
  }
  return accounts;
}

function bothIn(first: AccountFacts, second: AccountFacts): AccountFacts {
  const [better, other] = unknowns(first) <= unknowns(second) ? [first, second] : [second, first];
  const all = [better, other].flatMap(identitiesOf);
  const texts = all.map((identity) => JSON.stringify(identity));
  const others = all.filter((_, index) => index > 0 && texts.indexOf(texts[index] ?? "") === index);
  return { ...better, otherIdentities: others };
}

function identitiesOf({ identity, otherIdentities }: AccountFacts): CallerIdentity[] {
  return [...(identity.known ? [identity.value] : []), ...otherIdentities];
}

function unknowns({ users, groups, policies, credentialReportAt }: AccountFacts): number {
  return [users.complete, groups.complete, policies.complete, credentialReportAt].filter((f) => !f.known)
    .length;
}

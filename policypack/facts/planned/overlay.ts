import { type Fact, known, mapFact, type Unknown } from "../fact";
import type {
  AccountFacts,
  Attachment,
  Group,
  InlinePolicy,
  LiveUser,
  ManagedPolicy,
  Membership,
  Role,
  UnassignedDevice,
  User,
} from "../account-facts";
import { unplannedUser } from "../unplanned";
import type { Grants, OnlyThese, Plan, WhetherAll } from "./plan-builder";
import { DEFAULT_ROLE_SETTINGS, DEFAULT_SETTINGS } from "./own-settings";

/** Lays a stack's plan over the account as it is: the account as it will be once the stack is deployed. */
export function overlay(account: AccountFacts, plan: Plan): AccountFacts {
  const { groups, doubts } = overlayGroups(account.groups.found, plan);
  return {
    ...account,
    users: { ...account.users, found: overlayUsers(account, plan, doubts) },
    groups: { ...account.groups, found: groups },
    policies: {
      ...account.policies,
      found: new Map([...account.policies.found, ...plannedPolicies(account, plan)]),
    },
    passwordPolicy: plan.passwordPolicy ? known(plan.passwordPolicy) : account.passwordPolicy,
    roles: { ...account.roles, found: overlayRoles(account.roles.found, plan) },
    unassignedDevices: mapFact(account.unassignedDevices, (live) => overlayDevices(live, plan)),
    plannedScps: [...account.plannedScps, ...plan.scps],
    unresolved: [...account.unresolved, ...plan.unresolved],
  };
}

function overlayUsers(account: AccountFacts, plan: Plan, ofGroups: ReadonlyMap<string, Unknown>): User[] {
  const liveNames = new Set(account.users.found.map((user) => user.name));
  const { complete } = account.users;
  const live: Fact<LiveUser | null> = complete.known ? known(null) : complete;
  const plannedOnly = [...new Set([...plan.users.keys(), ...plan.loginProfiles.keys()])]
    .filter((key) => !liveNames.has(key))
    .map((key) => {
      const planned = plan.users.get(key);
      const name = planned ? planned.name : nameOf(key);
      const user = unplannedUser({ ...NO_POLICIES, name, live, policiesComplete: complete });
      return { key, user: planned && complete.known ? { ...user, ...DEFAULT_SETTINGS } : user };
    });
  const existing = account.users.found.map((user) => ({ key: user.name ?? "", user }));
  return [...existing, ...plannedOnly].map(({ key, user }) => overlayUser(key, user, plan, ofGroups));
}

/** The key of a user who will not be made, and whom something refers to all the same, is a URN and no name. */
function nameOf(key: string): string | undefined {
  return key.startsWith("urn:") ? undefined : key;
}

const NO_POLICIES = {
  groups: [],
  attachedPolicies: [],
  inlinePolicies: [],
};

function overlayUser(key: string, user: User, plan: Plan, ofGroups: ReadonlyMap<string, Unknown>): User {
  const planned = plan.users.get(key);
  const groups = mergeMemberships(user.groups, plan.memberships.get(key), plan.exclusiveGroups);
  const { attachedPolicies, inlinePolicies, doubt } = mergeGrants(user, key, plan.ofUsers);
  const doubts = [groups.doubt, doubt, ...groups.kept.map(({ group }) => ofGroups.get(group))];
  const { policiesComplete } = user;
  return {
    ...user,
    ...planned?.settings,
    urn: planned?.urn,
    plannedLoginProfile: plan.loginProfiles.get(key),
    groups: groups.kept,
    attachedPolicies,
    inlinePolicies,
    policiesComplete: policiesComplete.known ? (firstOf(doubts) ?? policiesComplete) : policiesComplete,
  };
}

/** The groups, and by group why it can't be told whether a policy of it goes. */
function overlayGroups(live: ReadonlyMap<string, Group>, plan: Plan) {
  const groups = new Map<string, Group>();
  const doubts = new Map<string, Unknown>();
  for (const [key, group] of new Map([...plan.groups, ...live])) {
    const { doubt, ...grants } = mergeGrants(group, key, plan.ofGroups);
    groups.set(key, { ...group, urn: plan.groups.get(key)?.urn, ...grants });
    if (doubt) doubts.set(key, doubt);
  }
  return { groups, doubts };
}

/** The planned document counts, even where the policy exists: it is what will hold. */
function plannedPolicies(account: AccountFacts, plan: Plan): [string, ManagedPolicy][] {
  return [...plan.policies].map(([key, policy]) => {
    const live = account.policies.found.get(key);
    return [key, live && sameDocument(live, policy) ? { ...live, urn: policy.urn } : policy];
  });
}

function sameDocument(a: ManagedPolicy, b: ManagedPolicy): boolean {
  return JSON.stringify(a.document) === JSON.stringify(b.document);
}

function overlayRoles(live: readonly Role[], { roles }: Plan): Role[] {
  const names = new Set(live.map(({ name }) => name));
  const kept = live.map((role) => {
    const planned = role.name === undefined ? undefined : roles.get(role.name);
    return planned ? { ...role, ...planned.settings, trust: planned.trust, urn: planned.urn } : role;
  });
  const added = [...roles.values()].filter(({ name }) => name === undefined || !names.has(name));
  return [...kept, ...added.map(({ settings, ...role }) => ({ ...NEW_ROLE, ...role, ...settings }))];
}

const NEW_ROLE = {
  ...DEFAULT_ROLE_SETTINGS,
  attachedPolicies: [],
  inlinePolicies: [],
  origin: "planned" as const,
};

/** One with a serial number exists, and the account tells whether it belongs to anybody; a new one does not yet. */
function overlayDevices(live: readonly UnassignedDevice[], plan: Plan): UnassignedDevice[] {
  const urns = new Map(plan.virtualDevices.map(({ serial, urn }) => [serial, urn]));
  const known = live.map((device) => ({ ...device, urn: urns.get(device.serial) }));
  return [...known, ...plan.virtualDevices.filter(({ serial }) => serial === null)];
}

const NONE: ReadonlySet<string> = new Set();

/** What stays, and why it can't be told of the rest whether it goes: a list that takes it away may yet name it. */
interface Merged<T> {
  readonly kept: readonly T[];
  readonly doubt: Unknown | undefined;
}

function firstOf(doubts: readonly (Unknown | undefined)[]): Unknown | undefined {
  return doubts.find((doubt) => doubt !== undefined);
}

/** @param takenBy the lists that take one away; none: it stays. */
function stay<T>(live: readonly T[], takenBy: (one: T) => readonly WhetherAll[]): Merged<T> {
  const doubts: Unknown[] = [];
  const kept = live.filter((one) => {
    const lists = takenBy(one);
    if (!isTaken(lists)) doubts.push(...lists.filter((list) => !list.known));
    return lists.length === 0;
  });
  return { kept, doubt: doubts[0] };
}

function mergeMemberships(
  live: readonly Membership[],
  planned = NONE,
  exclusive: Plan["exclusiveGroups"],
): Merged<Membership> {
  const { kept, doubt } = stay(live, ({ group }) =>
    planned.has(group) ? [] : [exclusive.get(group)].filter((list) => list !== undefined),
  );
  const there = new Set(kept.map(({ group }) => group));
  const added = [...planned].filter((group) => !there.has(group));
  return { kept: [...kept, ...added.map((group) => ({ group, origin: "planned" as const }))], doubt };
}

function mergeGrants(live: Pick<Group, "attachedPolicies" | "inlinePolicies">, key: string, grants: Grants) {
  const attached = mergeAttachments(live.attachedPolicies, key, grants);
  const inline = mergeInline(live.inlinePolicies, key, grants);
  const doubt = attached.doubt ?? inline.doubt;
  return { attachedPolicies: attached.kept, inlinePolicies: inline.kept, doubt };
}

/**
 * What another resource of the stack attaches is taken away as well: "This includes removal of managed IAM policies
 * which are not explicitly configured."
 * https://www.pulumi.com/registry/packages/aws/api-docs/iam/rolepolicyattachmentsexclusive/
 * https://www.pulumi.com/registry/packages/aws/api-docs/iam/policyattachment/
 */
function mergeAttachments(live: readonly Attachment[], key: string, grants: Grants): Merged<Attachment> {
  const only = grants.onlyAttachments.get(key);
  const byHolders = (policy: string) => takenBy(key, grants.onlyHolders.get(policy));
  const lists = (policy: string) => [...takenBy(policy, only), ...byHolders(policy)];
  const planned = [...(grants.attachments.get(key) ?? NONE)].filter((policy) => !isTaken(lists(policy)));
  const { kept, doubt } = stay(live, ({ policy }) => (planned.includes(policy) ? [] : lists(policy)));
  const there = new Set(kept.map(({ policy }) => policy));
  const added = planned.filter((policy) => !there.has(policy));
  return {
    kept: [...kept, ...added.map((policy) => ({ policy, origin: "planned" as const }))],
    doubt: firstOf([doubt, ...planned.flatMap(byHolders).filter((list) => !list.known)]),
  };
}

/** An inline policy is known by its name: the planned one of a name takes the place of the live one. */
function mergeInline(live: readonly InlinePolicy[], key: string, grants: Grants): Merged<InlinePolicy> {
  const only = grants.onlyInline.get(key);
  const planned = (grants.inlinePolicies.get(key) ?? []).filter(({ name }) => !isTaken(takenBy(name, only)));
  const names = new Set(planned.map(({ name }) => name));
  const replaced = live.filter(({ name }) => !names.has(name));
  const { kept, doubt } = stay(replaced, ({ name }) => takenBy(name, only));
  return { kept: [...kept, ...planned], doubt };
}

function takenBy(name: string, only: OnlyThese | undefined): WhetherAll[] {
  return only && !only.names.has(name) ? [only.complete] : [];
}

function isTaken(lists: readonly WhetherAll[]): boolean {
  return lists.some(({ known }) => known);
}

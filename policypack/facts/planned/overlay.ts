import { type Fact, known, mapFact } from "../fact";
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
import type { Grants, Plan } from "./plan-builder";
import { DEFAULT_ROLE_SETTINGS, DEFAULT_SETTINGS } from "./own-settings";

/** Lays a stack's plan over the account as it is: the account as it will be once the stack is deployed. */
export function overlay(account: AccountFacts, plan: Plan): AccountFacts {
  return {
    ...account,
    users: { ...account.users, found: overlayUsers(account, plan) },
    groups: { ...account.groups, found: overlayGroups(account.groups.found, plan) },
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

function overlayUsers(account: AccountFacts, plan: Plan): User[] {
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
  return [...existing, ...plannedOnly].map(({ key, user }) => overlayUser(key, user, plan));
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

function overlayUser(key: string, user: User, plan: Plan): User {
  const planned = plan.users.get(key);
  return {
    ...user,
    ...planned?.settings,
    urn: planned?.urn,
    plannedLoginProfile: plan.loginProfiles.get(key),
    groups: mergeMemberships(user.groups, plan.memberships.get(key), plan.exclusiveGroups),
    attachedPolicies: mergeAttachments(user.attachedPolicies, key, plan.ofUsers, plan),
    inlinePolicies: mergeInline(user.inlinePolicies, key, plan.ofUsers),
  };
}

function overlayGroups(live: ReadonlyMap<string, Group>, plan: Plan): Map<string, Group> {
  const groups = new Map([...plan.groups, ...live]);
  return new Map(
    [...groups].map(([key, group]) => {
      const merged: Group = {
        ...group,
        urn: plan.groups.get(key)?.urn,
        attachedPolicies: mergeAttachments(group.attachedPolicies, key, plan.ofGroups, plan),
        inlinePolicies: mergeInline(group.inlinePolicies, key, plan.ofGroups),
      };
      return [key, merged];
    }),
  );
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

function mergeMemberships(
  live: readonly Membership[],
  planned = NONE,
  exclusive: ReadonlySet<string>,
): Membership[] {
  const kept = live.filter(({ group }) => planned.has(group) || !exclusive.has(group));
  const there = new Set(kept.map(({ group }) => group));
  const added = [...planned].filter((group) => !there.has(group));
  return [...kept, ...added.map((group) => ({ group, origin: "planned" as const }))];
}

function mergeAttachments(
  live: readonly Attachment[],
  key: string,
  grants: Grants,
  { exclusivePolicies }: Plan,
): Attachment[] {
  const planned = grants.attachments.get(key) ?? NONE;
  const only = grants.onlyAttachments.get(key);
  const stays = (policy: string) => !exclusivePolicies.has(policy) && (!only || only.has(policy));
  const kept = live.filter(({ policy }) => planned.has(policy) || stays(policy));
  const there = new Set(kept.map(({ policy }) => policy));
  const added = [...planned].filter((policy) => !there.has(policy));
  return [...kept, ...added.map((policy) => ({ policy, origin: "planned" as const }))];
}

/** An inline policy is known by its name: the planned one of a name takes the place of the live one. */
function mergeInline(live: readonly InlinePolicy[], key: string, grants: Grants): readonly InlinePolicy[] {
  const planned = grants.inlinePolicies.get(key) ?? [];
  const only = grants.onlyInline.get(key);
  const names = new Set(planned.map(({ name }) => name));
  return [...live.filter(({ name }) => !names.has(name) && (!only || only.has(name))), ...planned];
}

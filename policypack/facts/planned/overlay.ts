import { type Fact, known } from "../fact";
import type {
  AccountFacts,
  Attachment,
  Group,
  InlinePolicy,
  LiveUser,
  ManagedPolicy,
  Membership,
  User,
} from "../model";
import type { Plan, Target } from "./plan";

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
      const name = plan.users.has(key) ? plan.users.get(key)?.name : key;
      return { key, user: { ...EMPTY_USER, name, live, policiesComplete: complete } };
    });
  const existing = account.users.found.map((user) => ({ key: user.name ?? "", user }));
  return [...existing, ...plannedOnly].map(({ key, user }) => overlayUser(key, user, plan));
}

const EMPTY_USER = {
  urn: undefined,
  plannedLoginProfile: undefined,
  groups: [],
  attachedPolicies: [],
  inlinePolicies: [],
};

function overlayUser(key: string, user: User, plan: Plan): User {
  const loginProfile = plan.loginProfiles.get(key);
  const planned = plan.memberships.filter((m) => m.user === key).map((m) => m.group);
  return {
    ...user,
    urn: plan.users.get(key)?.urn,
    plannedLoginProfile: loginProfile === undefined ? undefined : { urn: loginProfile },
    groups: mergeMemberships(user.groups, planned, plan.exclusiveGroups),
    attachedPolicies: mergeAttachments(user.attachedPolicies, { kind: "user", key }, plan),
    inlinePolicies: mergeInline(user.inlinePolicies, { kind: "user", key }, plan),
  };
}

function overlayGroups(live: ReadonlyMap<string, Group>, plan: Plan): Map<string, Group> {
  const keys = new Set([...live.keys(), ...plan.groups.keys()]);
  return new Map(
    [...keys].map((key) => {
      const group = live.get(key) ?? (plan.groups.get(key) as Group);
      const merged: Group = {
        ...group,
        attachedPolicies: mergeAttachments(group.attachedPolicies, { kind: "group", key }, plan),
        inlinePolicies: mergeInline(group.inlinePolicies, { kind: "group", key }, plan),
      };
      return [key, merged];
    }),
  );
}

/** The planned document counts, even where the policy exists: it is what will hold. */
function plannedPolicies(account: AccountFacts, plan: Plan): [string, ManagedPolicy][] {
  return [...plan.policies].map(([key, policy]) => {
    const live = account.policies.found.get(key);
    return [key, live && sameDocument(live, policy) ? live : policy];
  });
}

function sameDocument(a: ManagedPolicy, b: ManagedPolicy): boolean {
  return JSON.stringify(a.document) === JSON.stringify(b.document);
}

function mergeMemberships(
  live: readonly Membership[],
  planned: readonly string[],
  exclusive: ReadonlySet<string>,
): Membership[] {
  const kept = live.filter(({ group }) => planned.includes(group) || !exclusive.has(group));
  const added = planned.filter((group) => !kept.some((m) => m.group === group));
  return [...kept, ...[...new Set(added)].map((group) => ({ group, origin: "planned" as const }))];
}

function mergeAttachments(live: readonly Attachment[], target: Target, plan: Plan): Attachment[] {
  const planned = plan.attachments
    .filter((a) => a.kind === target.kind && a.key === target.key)
    .map((a) => a.policy);
  const kept = live.filter(({ policy }) => planned.includes(policy) || !plan.exclusivePolicies.has(policy));
  const added = planned.filter((policy) => !kept.some((a) => a.policy === policy));
  return [...kept, ...[...new Set(added)].map((policy) => ({ policy, origin: "planned" as const }))];
}

/** An inline policy is known by its name: the planned one of a name takes the place of the live one. */
function mergeInline(live: readonly InlinePolicy[], target: Target, plan: Plan): InlinePolicy[] {
  const planned = plan.inlinePolicies
    .filter((p) => p.kind === target.kind && p.key === target.key)
    .map((p) => p.policy);
  return [...live.filter((p) => !planned.some((q) => q.name === p.name)), ...planned];
}

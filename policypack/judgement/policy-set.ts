import { type Fact, known, type Reason, unknown } from "../facts/fact";
import type { AccountFacts, Attachment, Origin, User } from "../facts/account-facts";
import { scpsNotAsked } from "../facts/not-asked";
import { isAdministrator } from "../iam/administrator";
import type { PolicyDocument } from "../iam/policy-document";
import type { NamedPolicy, PolicySet } from "../iam/evaluate";
import { isOfAws } from "../iam/partitions";

/** All policies that apply to a user: their own, their groups', their permissions boundary, and SCPs where known. */
export interface UserPolicies {
  /** What could be read. */
  readonly policies: PolicySet;
  /**
   * Whether more policies apply, or may before long, than are known: of somebody who does not exist yet, whatever they
   * are granted later. What is denied although those might allow everything is denied for certain.
   */
  readonly more: boolean;
  /** By the name that `policies` has for it: the user's own and their groups'. */
  readonly applied: ReadonlyMap<string, AppliedPolicy>;
  /** What could not be read, and might allow, deny or bound anything. */
  readonly missing: readonly Reason[];
}

export function policySetOf(user: User, account: AccountFacts): UserPolicies {
  const applied = policiesOf(user, account);
  const named = applied.flatMap((fact) => (fact.known ? [toNamed(fact.value)] : []));
  const identity = named.flatMap(([, fact]) => (fact.known ? [fact.value] : []));
  const boundary = boundaryOf(user, account);
  const scps = account.scps;
  const blind = [
    ...applied.filter((fact) => !fact.known),
    ...named.map(([, fact]) => fact),
    ...notThere(user, account),
  ].flatMap((fact) => (fact.known ? [] : [fact.reason]));
  const missing = [
    ...blind,
    ...(boundary.known ? [] : [boundary.reason]),
    ...(scps.known || scpsNotAsked(account) ? [] : [scps.reason]),
  ];
  return {
    policies: {
      identity: identity.sort(byName),
      ...(boundary.known && boundary.value && { boundary: boundary.value }),
      ...(scps.known && scps.value.length > 0 && { scps: scps.value }),
    },
    more: blind.length > 0 || unlistedGrants(user, account).length > 0 || !exists(user),
    applied: new Map(named.flatMap(([policy, fact]) => (fact.known ? [[fact.value.name, policy]] : []))),
    missing: distinct(missing),
  };
}

/** A login profile for a user whom neither the account nor the stack has: nothing holds them yet. */
function isNowhere({ live, urn }: User): boolean {
  return live.known && live.value === null && urn === undefined;
}

function exists({ live }: User): boolean {
  return live.known && live.value !== null;
}

function toNamed(policy: AppliedPolicy): readonly [AppliedPolicy, Fact<NamedPolicy>] {
  const { name, group, document } = policy;
  const label = group === undefined ? name : `${name} of group ${group}`;
  return [policy, document.known ? known({ name: label, document: document.value }) : document];
}

/** Users who have the same policies, in whatever order they were attached, have the same list. */
function byName(a: NamedPolicy, b: NamedPolicy): number {
  return a.name === b.name ? 0 : a.name < b.name ? -1 : 1;
}

function boundaryOf(user: User, { policies }: AccountFacts): Fact<NamedPolicy | null> {
  const { permissionsBoundary } = user;
  if (isNowhere(user)) return known(null);
  if (!permissionsBoundary.known) return permissionsBoundary;
  if (permissionsBoundary.value === null) return known(null);
  const policy = policies.found.get(permissionsBoundary.value);
  if (!policy)
    return policies.complete.known
      ? lost(`the permissions boundary ${permissionsBoundary.value}`)
      : policies.complete;
  return policy.document.known
    ? known({ name: `${policy.name} (permissions boundary)`, document: policy.document.value })
    : policy.document;
}

/**
 * What the account's own lists refer to and do not have: nothing may be concluded without it. What only the stack
 * refers to, and neither it nor the account has, is not there; but one of AWS's own is there for everybody.
 */
function notThere(user: User, account: AccountFacts): Fact<never>[] {
  const missingGroups = user.groups.filter(({ group }) => !account.groups.found.has(group));
  const missing = unlisted(user, account).filter(
    (attachment) => attachment.origin === "live" || (isOfAws(attachment.policy) && !onlyGrants(attachment)),
  );
  return [
    ...missingGroups.map(({ group }) => lost(`the group ${group}`)),
    ...missing.map(({ policy }) => lost(`the policy ${policy}`)),
  ];
}

/**
 * Policies of AWS's own that the stack attaches and nobody had in use, so that AWS did not list them. They grant
 * permissions; those that deny are named for it (AWSDenyAll, AWSCompromisedKeyQuarantineV3).
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
function unlistedGrants(user: User, account: AccountFacts): Attachment[] {
  return unlisted(user, account).filter(
    (attachment) => attachment.origin === "planned" && isOfAws(attachment.policy) && onlyGrants(attachment),
  );
}

function onlyGrants({ policy }: Attachment): boolean {
  return !/deny|quarantine/i.test(policy);
}

function unlisted({ groups, attachedPolicies }: User, account: AccountFacts): Attachment[] {
  const attached = [
    ...attachedPolicies,
    ...groups.flatMap(({ group }) => account.groups.found.get(group)?.attachedPolicies ?? []),
  ];
  return attached.filter(({ policy }) => !account.policies.found.has(policy));
}

function lost(what: string): Fact<never> {
  return unknown({
    what,
    call: "iam:GetAccountAuthorizationDetails",
    code: "NotInTheAnswer",
    message: "users refer to it, and it was not among what AWS listed",
    remedy: "Run again; if it stays, look at it in the IAM console.",
  });
}

function distinct(reasons: readonly Reason[]): Reason[] {
  return [...new Map(reasons.map((reason) => [JSON.stringify(reason), reason])).values()];
}

/** A policy that applies to a user, and how it comes to. */
export interface AppliedPolicy {
  readonly name: string;
  /** The group through which it comes; undefined: it is the user's own. */
  readonly group: string | undefined;
  readonly document: Fact<PolicyDocument>;
  /** "planned" where it takes this deployment for it to apply. */
  readonly origin: Origin;
}

/** Every policy that applies to a user, their own and their groups'; what could not be looked at is an unknown. */
export function policiesOf(user: User, account: AccountFacts): Fact<AppliedPolicy>[] {
  return [
    ...user.inlinePolicies.map((policy) => known({ ...policy, group: undefined })),
    ...user.attachedPolicies.map((attachment) => attached(attachment, undefined, "live", account)),
    ...user.groups.flatMap((membership) => groupPolicies(membership.group, membership.origin, account)),
    user.policiesComplete.known ? null : user.policiesComplete,
  ].filter((fact) => fact !== null);
}

/**
 * Whether a user is an administrator: may do everything, or may give themself everything. Unknown where the policies
 * that could be read do not make them one, and others could not be read.
 */
export function isAdministratorUser(user: User, account: AccountFacts): Fact<boolean> {
  const documents = policiesOf(user, account).map((fact) => (fact.known ? fact.value.document : fact));
  if (!isAdministrator(documents.filter((document) => document.known).map(({ value }) => value))) {
    return documents.find((document) => !document.known) ?? known(false);
  }
  const boundary = user.live.known && user.live.value?.permissionsBoundary;
  if (!boundary || !boundary.known || boundary.value === null) return known(true);
  const document = account.policies.found.get(boundary.value)?.document;
  return known(!document?.known || isAdministrator([document.value]));
}

function groupPolicies(
  key: string,
  membership: Origin,
  account: AccountFacts,
): (Fact<AppliedPolicy> | null)[] {
  const group = account.groups.found.get(key);
  if (!group) return [account.groups.complete.known ? null : account.groups.complete];
  const name = group.name ?? key;
  return [
    ...group.inlinePolicies.map((p) => known({ ...p, group: name, origin: laterOf(p.origin, membership) })),
    ...group.attachedPolicies.map((a) => attached(a, name, membership, account)),
  ];
}

/** Null: a policy that the account does not have, or one of AWS's own that nobody has in use yet. */
function attached(
  { policy: key, origin }: Attachment,
  group: string | undefined,
  membership: Origin,
  account: AccountFacts,
): Fact<AppliedPolicy> | null {
  const policy = account.policies.found.get(key);
  if (!policy) return account.policies.complete.known ? null : account.policies.complete;
  const origins = laterOf(laterOf(origin, membership), policy.origin);
  return known({ name: policy.name, document: policy.document, group, origin: origins });
}

function laterOf(a: Origin, b: Origin): Origin {
  return a === "planned" || b === "planned" ? "planned" : "live";
}

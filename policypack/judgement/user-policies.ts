import { isAdministrator } from "../iam/administrator";
import type { PolicyDocument } from "../iam/document";
import { type Fact, known } from "../facts/fact";
import type { AccountFacts, Attachment, Origin, User } from "../facts/model";

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

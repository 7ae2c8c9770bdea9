import type { PolicyDocument } from "../iam/document";
import { findForceMfa, type ForceMfa, startTime } from "../iam/force-mfa";
import { type Fact, known, unknown } from "../facts/fact";
import type { AccountFacts, Attachment, Origin, User } from "../facts/model";

/** The force-MFA policy that denies a user soonest. */
export interface Coverage {
  readonly policy: string;
  /** The group through which it comes; undefined: it is the user's own. */
  readonly group: string | undefined;
  /** When the denial begins by itself; null: it holds as soon as the policy is attached. */
  readonly from: Date | null;
  /** "planned" where it takes this deployment for it to hold. */
  readonly origin: Origin;
}

/** A policy that applies to a user, and how it comes to. */
interface Applied {
  readonly name: string;
  readonly group: string | undefined;
  readonly document: Fact<PolicyDocument>;
  readonly origin: Origin;
}

/**
 * Which force-MFA policy covers a user: their own, or a group's, live or planned. Known and null: none does.
 * Unknown: none was found, but not every policy could be looked at.
 */
export function coverageOf(user: User, account: AccountFacts): Fact<Coverage | null> {
  const applied = policiesOf(user, account);
  const covering = applied.flatMap((fact) => (fact.known ? toCoverage(fact.value) : []));
  const soonest = covering.sort((a, b) => startTime(a.denial) - startTime(b.denial))[0];
  if (soonest) return known(soonest.coverage);
  const blind = applied.map((fact) => (fact.known ? fact.value.document : fact)).find((fact) => !fact.known);
  if (blind) return unknown(blind.reason);
  return user.policiesComplete.known ? known(null) : user.policiesComplete;
}

function toCoverage({ document, name, group, origin }: Applied): { denial: ForceMfa; coverage: Coverage }[] {
  const denial = document.known ? findForceMfa(document.value) : null;
  return denial ? [{ denial, coverage: { policy: name, group, from: denial.from, origin } }] : [];
}

function policiesOf(user: User, account: AccountFacts): Fact<Applied>[] {
  return [
    ...user.inlinePolicies.map((policy) => known({ ...policy, group: undefined })),
    ...user.attachedPolicies.map((attachment) => attached(attachment, undefined, "live", account)),
    ...user.groups.flatMap((membership) => groupPolicies(membership.group, membership.origin, account)),
  ].filter((fact) => fact !== null);
}

function groupPolicies(key: string, membership: Origin, account: AccountFacts): (Fact<Applied> | null)[] {
  const group = account.groups.found.get(key);
  if (!group) return [account.groups.complete.known ? null : account.groups.complete];
  const name = group.name ?? key;
  return [
    ...group.inlinePolicies.map((p) => known({ ...p, group: name, origin: laterOf(p.origin, membership) })),
    ...group.attachedPolicies.map((a) => attached(a, name, membership, account)),
  ];
}

/**
 * Null: a policy that the account does not have, or one of AWS's own that nobody has in use yet; AWS publishes no
 * managed policy that forces MFA.
 */
function attached(
  { policy: key, origin }: Attachment,
  group: string | undefined,
  membership: Origin,
  account: AccountFacts,
): Fact<Applied> | null {
  const policy = account.policies.found.get(key);
  if (!policy) return account.policies.complete.known || isAwsManaged(key) ? null : account.policies.complete;
  const origins = laterOf(laterOf(origin, membership), policy.origin);
  return known({ name: policy.name, document: policy.document, group, origin: origins });
}

function laterOf(a: Origin, b: Origin): Origin {
  return a === "planned" || b === "planned" ? "planned" : "live";
}

function isAwsManaged(arn: string): boolean {
  return /^arn:[^:]+:iam::aws:policy\//.test(arn);
}

import { type Fact, known, type Unknown, unknown } from "../../policypack/facts/fact";
import type { AccountFacts, LiveUser, User } from "../../policypack/facts/model";
import type { PolicyDocument } from "../../policypack/iam/document";
import { layersOf, type NamedPolicy, type PolicySet } from "../../policypack/iam/evaluate";
import { type AppliedPolicy, policiesOf } from "../../policypack/rules/user-policies";

/**
 * All policies that apply to a user: their own, their groups', and their permissions boundary. One that could not be
 * read makes the whole unknown: it might allow, deny or bound anything.
 */
export function policySetOf(user: User, live: LiveUser, account: AccountFacts): Fact<PolicySet> {
  const identity = policiesOf(user, account).map((fact) => (fact.known ? named(fact.value) : fact));
  const boundary = boundaryOf(live, account);
  const blind = [...identity, boundary, notThere(user, account)].find((fact) => !fact.known);
  if (blind && !blind.known) return blind;
  const policies = identity.flatMap((fact) => (fact.known ? [fact.value] : []));
  const bound = boundary.known ? boundary.value : null;
  return known({ identity: policies.sort(byName), ...(bound && { boundary: bound }) });
}

export function documentsOf(policies: PolicySet): PolicyDocument[] {
  return layersOf(policies)
    .flat()
    .map(({ document }) => document);
}

function named({ name, group, document }: AppliedPolicy): Fact<NamedPolicy> {
  const label = group === undefined ? name : `${name} of group ${group}`;
  return document.known ? known({ name: label, document: document.value }) : document;
}

/** Users who have the same policies, in whatever order they were attached, have the same list. */
function byName(a: NamedPolicy, b: NamedPolicy): number {
  return a.name === b.name ? 0 : a.name < b.name ? -1 : 1;
}

function boundaryOf({ permissionsBoundary }: LiveUser, { policies }: AccountFacts): Fact<NamedPolicy | null> {
  if (!permissionsBoundary.known || permissionsBoundary.value === null)
    return permissionsBoundary as Fact<null>;
  const policy = policies.found.get(permissionsBoundary.value);
  if (!policy)
    return policies.complete.known
      ? lost(`the permissions boundary ${permissionsBoundary.value}`)
      : policies.complete;
  return policy.document.known
    ? known({ name: `${policy.name} (permissions boundary)`, document: policy.document.value })
    : policy.document;
}

/** What the account's own lists refer to and do not have: nothing may be concluded without it. */
function notThere({ groups, attachedPolicies }: User, account: AccountFacts): Fact<null> {
  const missingGroup = groups.find(({ group }) => !account.groups.found.has(group));
  if (missingGroup) return lost(`the group ${missingGroup.group}`);
  const attached = [
    ...attachedPolicies,
    ...groups.flatMap(({ group }) => account.groups.found.get(group)?.attachedPolicies ?? []),
  ];
  const missing = attached.find(({ policy }) => !account.policies.found.has(policy));
  return missing ? lost(`the policy ${missing.policy}`) : known(null);
}

function lost(what: string): Unknown {
  return unknown({
    what,
    call: "iam:GetAccountAuthorizationDetails",
    code: "NotInTheAnswer",
    message: "the account's users refer to it, and it was not among what AWS listed",
    remedy: "Run again; if it stays, look at it in the IAM console.",
  });
}

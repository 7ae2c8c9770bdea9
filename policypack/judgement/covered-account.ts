import { known } from "../facts/fact";
import type { AccountFacts, Attachment, Group, ManagedPolicy, User } from "../facts/account-facts";
import { parsePolicyDocument, type PolicyDocument } from "../iam/policy-document";
import { DENIAL_SID } from "../iam/self-service-actions";
import type { SelfServicePolicy } from "../policy/self-service-policy";
import { sameCase } from "../rollout/assign";

/** A cover, as far as it matters to what its users may do. */
export interface PlannedCover {
  readonly groupName: string;
  readonly policyName: string;
  /** As the account writes them. */
  readonly users: readonly string[];
  readonly document: SelfServicePolicy;
}

/**
 * The account as it will be with these covers: each of their users in their cover's group, under the policy to be
 * deployed, and in no other group of ours. Everything else stays as it is: groups of others that are named alike, and
 * what others have put on a group of ours.
 */
export function coveredAccount(
  account: AccountFacts,
  covers: readonly PlannedCover[],
  names: Names,
): AccountFacts {
  // Covers of one name that begin at different times are different groups.
  const keyed = covers.map((cover, index) => [`planned ${index} ${cover.groupName}`, cover] as const);
  const groupOfUser = new Map(
    keyed.flatMap(([key, { users }]) => users.map((user) => [sameCase(user), key] as const)),
  );
  const planned = new Set(covers.map(({ groupName }) => sameCase(groupName)));
  const isLeft = (key: string) => {
    const group = account.groups.found.get(key);
    return planned.has(sameCase(group?.name ?? key)) || ourPoliciesOn(group, account, names).length > 0;
  };
  const moved = (user: User): User => {
    const group = user.name === undefined ? undefined : groupOfUser.get(sameCase(user.name));
    if (group === undefined) return user;
    const others = user.groups.filter((membership) => !isLeft(membership.group));
    return { ...user, groups: [...others, { group, origin: "planned" }] };
  };
  return {
    ...account,
    users: { ...account.users, found: account.users.found.map(moved) },
    groups: {
      ...account.groups,
      found: new Map([
        ...account.groups.found,
        ...keyed.map(([key, cover]) => [key, plannedGroup(cover, account, names)] as const),
      ]),
    },
  };
}

function plannedGroup(
  { groupName, policyName, document }: PlannedCover,
  account: AccountFacts,
  names: Names,
): Group {
  const before = [...account.groups.found.values()].find(
    ({ name }) => name !== undefined && sameCase(name) === sameCase(groupName),
  );
  const inline = {
    name: policyName,
    document: known(parsePolicyDocument(JSON.stringify(document))),
    origin: "planned" as const,
    urn: undefined,
  };
  return {
    name: groupName,
    origin: "planned",
    urn: undefined,
    attachedPolicies: (before?.attachedPolicies ?? []).filter((one) => !ourPolicy(one, account, names)),
    inlinePolicies: [...(before?.inlinePolicies ?? []), inline],
  };
}

/** A group is not ours by its name alone: a team may have named one of its own like that. */
function ourPoliciesOn(group: Group | undefined, account: AccountFacts, names: Names): ManagedPolicy[] {
  if (group?.name === undefined || !isOurs(group.name, names.groupName)) return [];
  return group.attachedPolicies.flatMap((one) => ourPolicy(one, account, names) ?? []);
}

function ourPolicy({ policy: arn }: Attachment, account: AccountFacts, names: Names): ManagedPolicy | null {
  const policy = account.policies.found.get(arn);
  return policy && isOurs(policy.name, names.policyName) ? policy : null;
}

/** What is deployed already of a policy of ours, and where. */
export interface LiveCover {
  readonly groupName: string;
  /** When its denial begins; null: always. */
  readonly from: Date | null;
}

/** Names as the rollout forms them: `force-mfa`, or `force-mfa-platform` for a wave. */
export interface Names {
  readonly groupName: string;
  readonly policyName: string;
}

/** The earliest of our deployed policies that denies each user, by name in `sameCase`. Members alone count. */
export function liveCovers(account: AccountFacts, names: Names): ReadonlyMap<string, LiveCover> {
  const covers = new Map<string, LiveCover>();
  for (const { name, groups } of account.users.found) {
    const found = groups
      .flatMap(({ group }) => ofGroup(account.groups.found.get(group), account, names))
      .sort((a, b) => (a.from?.getTime() ?? 0) - (b.from?.getTime() ?? 0));
    if (found[0] && name !== undefined) covers.set(sameCase(name), found[0]);
  }
  return covers;
}

/**
 * Whether a cover's group has its policy. A deployment that was cut off may have left the one without the other, and
 * then nobody has been told anything yet.
 */
export function isDeployed({ groups, policies }: AccountFacts, { groupName, policyName }: Names): boolean {
  const nameOf = (arn: string) => policies.found.get(arn)?.name;
  return [...groups.found.values()].some(
    ({ name, attachedPolicies }) =>
      name !== undefined &&
      sameCase(name) === sameCase(groupName) &&
      attachedPolicies.some(({ policy }) => sameCase(nameOf(policy) ?? "") === sameCase(policyName)),
  );
}

/** When the denial of a cover's policy begins as it is deployed; null: always; undefined: it isn't deployed. */
export function liveStart(
  account: AccountFacts,
  { policyName }: Pick<Names, "policyName">,
): Date | null | undefined {
  const policy = [...account.policies.found.values()].find(
    ({ name }) => sameCase(name) === sameCase(policyName),
  );
  return policy?.document.known ? startOf(policy.document.value) : undefined;
}

function ofGroup(group: Group | undefined, account: AccountFacts, names: Names): LiveCover[] {
  const groupName = group?.name ?? "";
  return ourPoliciesOn(group, account, names).flatMap(({ document }) => {
    const from = document.known ? startOf(document.value) : undefined;
    return from === undefined ? [] : [{ groupName, from }];
  });
}

function isOurs(name: string, base: string): boolean {
  return sameCase(name) === sameCase(base) || sameCase(name).startsWith(`${sameCase(base)}-`);
}

/** Read from our own statement, whose form is known, and not by the rules, which see more forms and judge them. */
function startOf({ statements }: PolicyDocument): Date | null | undefined {
  const denial = statements.find(({ sid, effect }) => sid === DENIAL_SID && effect === "Deny");
  if (!denial) return undefined;
  const date = denial.conditions.find(({ operator }) => operator === "DateGreaterThan")?.values[0];
  return date === undefined ? null : new Date(date);
}

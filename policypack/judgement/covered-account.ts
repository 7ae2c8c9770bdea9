import { known } from "../facts/fact";
import type { AccountFacts, Group, User } from "../facts/model";
import { parsePolicyDocument } from "../iam/document";
import { sameCase } from "../rollout/members";
import type { SelfServicePolicy } from "../policy/self-service-policy";
import { isOurs, type Names } from "./live-covers";

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
 * deployed, and in no other group of ours. Everything else stays as it is.
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
  const moved = (user: User): User => {
    const group = user.name === undefined ? undefined : groupOfUser.get(sameCase(user.name));
    if (group === undefined) return user;
    const others = user.groups.filter((membership) => !isOurs(membership.group, names.groupName));
    return { ...user, groups: [...others, { group, origin: "planned" }] };
  };
  return {
    ...account,
    users: { ...account.users, found: account.users.found.map(moved) },
    groups: {
      ...account.groups,
      found: new Map([
        ...account.groups.found,
        ...keyed.map(([key, cover]) => [key, plannedGroup(cover)] as const),
      ]),
    },
  };
}

function plannedGroup({ groupName, policyName, document }: PlannedCover): Group {
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
    attachedPolicies: [],
    inlinePolicies: [inline],
  };
}

import { isOfAws } from "@mfa-guard/policypack/internal/iam/partitions";
import type { AccountFacts } from "@mfa-guard/policypack/internal/facts/account-facts";
import { sameCase } from "@mfa-guard/policypack/internal/rollout/assign";
import type { Quotas } from "../account/quotas";
import { type Cover, coverByUser } from "./cover";

/**
 * Which of IAM's limits a deployment would run into, each by name and number. What it removes is not taken off: it
 * goes after what is new has come.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export function limitRefusals(
  covers: readonly Cover[],
  account: AccountFacts,
  quotas: Quotas,
): readonly string[] {
  return [
    ...groupsInAccount(covers, account, quotas.groups),
    ...policiesInAccount(covers, account, quotas.policies),
    ...policiesPerGroup(covers, account, quotas.policiesPerGroup),
    ...groupsPerUser(covers, account, quotas.groupsPerUser),
    ...policiesInTheWay(covers, account),
  ];
}

function groupsInAccount(covers: readonly Cover[], { groups, label }: AccountFacts, most: number): string[] {
  const names = [...groups.found.values()].map(({ name }) => name);
  const added = missing(
    covers.map(({ groupName }) => groupName),
    names,
  );
  return tooMany("groups", label, groups.found.size, added, most);
}

function policiesInAccount(covers: readonly Cover[], account: AccountFacts, most: number): string[] {
  const names = customerPolicies(account).map(([, { name }]) => name);
  const added = missing(
    covers.map(({ policyName }) => policyName),
    names,
  );
  return tooMany("customer managed policies", account.label, names.length, added, most);
}

function tooMany(
  what: string,
  label: string,
  present: number,
  added: readonly string[],
  most: number,
): string[] {
  if (added.length === 0 || present + added.length <= most) return [];
  return [
    `IAM allows ${most} ${what} in ${label}; it has ${present}, and this deployment adds ${added.length}. ` +
      "Use fewer waves, remove what nobody needs, or ask AWS for a higher quota.",
  ];
}

function policiesPerGroup(covers: readonly Cover[], account: AccountFacts, most: number): string[] {
  return covers.flatMap(({ groupName, policyName }) => {
    const group = [...account.groups.found.values()].find((g) => same(g.name, groupName));
    const others = (group?.attachedPolicies ?? []).filter(
      ({ policy }) => !same(account.policies.found.get(policy)?.name, policyName),
    );
    if (others.length < most) return [];
    return [
      `IAM allows ${most} managed policies in a group; group ${groupName} has ${others.length} besides ours. ` +
        "Detach one, or choose another groupName.",
    ];
  });
}

/** Between joining a new group and leaving the old one, a user is in both. */
function groupsPerUser(covers: readonly Cover[], account: AccountFacts, most: number): string[] {
  const planned = coverByUser(covers);
  return account.users.found.flatMap(({ name = "", groups }) => {
    const cover = planned.get(sameCase(name));
    if (!cover || groups.some(({ group }) => same(group, cover.groupName)) || groups.length < most) return [];
    return [
      `IAM allows ${most} groups for a user; ${name} is in ${groups.length}, without ${cover.groupName}. ` +
        "Take them out of one, or exempt them.",
    ];
  });
}

/**
 * The name of a policy is taken whatever its path, so that a policy can't be replaced by one with another path only.
 */
function policiesInTheWay(covers: readonly Cover[], account: AccountFacts): string[] {
  const path = new Map(covers.map((cover) => [sameCase(cover.policyName), cover]));
  return customerPolicies(account).flatMap(([arn, { name }]) => {
    const cover = path.get(sameCase(name));
    if (!cover || cover.path === pathOf(arn)) return [];
    return [
      `The account has the policy ${name} with the path ${pathOf(arn)}, and IAM takes no second of that name with ` +
        `the path ${cover.path}. Change policyName together with path.`,
    ];
  });
}

function pathOf(arn: string): string {
  return /:policy(\/(?:.*\/)?)[^/]+$/.exec(arn)?.[1] ?? "/";
}

function customerPolicies({ policies }: AccountFacts) {
  return [...policies.found].filter(([arn]) => !isOfAws(arn));
}

function missing(wanted: readonly string[], present: readonly (string | undefined)[]): string[] {
  return wanted.filter((name) => !present.some((other) => same(other, name)));
}

function same(a: string | undefined, b: string): boolean {
  return a !== undefined && sameCase(a) === sameCase(b);
}

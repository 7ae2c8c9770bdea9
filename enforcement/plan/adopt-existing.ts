import { isDeepStrictEqual } from "node:util";
import type { AccountFacts } from "@mfa-guard/policypack/internal/facts/account-facts";
import { parsePolicyDocument } from "@mfa-guard/policypack/internal/iam/policy-document";
import { sameCase } from "@mfa-guard/policypack/internal/rollout/assign";
import type { ExistingResources } from "../force-mfa";
import type { SelfServicePolicy } from "@mfa-guard/policypack/internal/policy/self-service-document";
import { type Cover, describeCover, type Note } from "./cover";

/**
 * The group and the policy of a cover that exist already and that nobody uses. AWS made them, its answer got lost,
 * and Pulumi does not know of them: it would make them again, and find their names taken. What it does know of is
 * not affected, for Pulumi imports nothing that it has.
 *
 * A group only without members and policies; a policy only where it is word for word the one to be made, and no user
 * or group has it. A role may, or it may be a boundary: of that the account's facts say nothing.
 */
export function findExisting(
  cover: Cover,
  policy: SelfServicePolicy,
  account: AccountFacts,
): ExistingResources {
  const groups = [...account.groups.found.values()];
  const group = groups.find(({ name }) => name !== undefined && sameCase(name) === sameCase(cover.groupName));
  const found = [...account.policies.found].find(([, { name }]) => name === cover.policyName);
  return {
    ...(group?.name === cover.groupName && isEmpty(group.name, account) && { group: group.name }),
    ...(found && isUnused(found[0], policy, cover, account) && { policy: found[0] }),
  };
}

function isEmpty(name: string, { groups, users }: AccountFacts): boolean {
  const group = groups.found.get(name);
  const members = users.found.some((user) => user.groups.some(({ group }) => group === name));
  return !members && group?.attachedPolicies.length === 0 && group.inlinePolicies.length === 0;
}

function isUnused(arn: string, wanted: SelfServicePolicy, cover: Cover, account: AccountFacts): boolean {
  const document = account.policies.found.get(arn)?.document;
  const same = parsePolicyDocument(JSON.stringify(wanted));
  if (!document?.known || !isDeepStrictEqual(document.value, same)) return false;
  if (!arn.endsWith(`:policy${cover.path}${cover.policyName}`)) return false;
  const holders = [...account.groups.found.values(), ...account.users.found];
  return !holders.some(({ attachedPolicies }) => attachedPolicies.some(({ policy }) => policy === arn));
}

/** Said beside the import in the preview; whether Pulumi knows of them already, a program is not told. */
export function existingNotes(cover: Cover): Note[] {
  const { group, policy } = cover.existing ?? {};
  const what = [group && `group ${group}`, policy && `policy ${cover.policyName}`].filter(Boolean);
  if (what.length === 0) return [];
  const [exist, them] = what.length === 1 ? ["exists", "it"] : ["exist", "them"];
  const message =
    `For ${describeCover(cover)} the ${what.join(" and the ")} ${exist} already, and nobody uses ${them}: an interrupted ` +
    `deployment leaves such behind. The stack imports ${them} unless it has ${them} already.`;
  return [{ severity: "info", message }];
}

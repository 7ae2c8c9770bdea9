import type { AccountFacts, Group } from "../facts/model";
import type { PolicyDocument } from "../iam/document";
import { DENIAL_SID } from "../iam/self-service";
import { sameCase } from "../rollout/members";

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
  const groupName = group?.name;
  if (!group || groupName === undefined || !isOurs(groupName, names.groupName)) return [];
  return group.attachedPolicies.flatMap(({ policy: arn }) => {
    const policy = account.policies.found.get(arn);
    if (!policy?.document.known || !isOurs(policy.name, names.policyName)) return [];
    const from = startOf(policy.document.value);
    return from === undefined ? [] : [{ groupName, from }];
  });
}

export function isOurs(name: string, base: string): boolean {
  return sameCase(name) === sameCase(base) || sameCase(name).startsWith(`${sameCase(base)}-`);
}

/** Read from our own statement, whose form is known, and not by the rules, which see more forms and judge them. */
function startOf({ statements }: PolicyDocument): Date | null | undefined {
  const denial = statements.find(({ sid, effect }) => sid === DENIAL_SID && effect === "Deny");
  if (!denial) return undefined;
  const date = denial.conditions.find(({ operator }) => operator === "DateGreaterThan")?.values[0];
  return date === undefined ? null : new Date(date);
}

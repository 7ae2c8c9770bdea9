import type { RecordedCall } from "./recorder";

/** Who is in which group, and which groups have one of our policies. */
export interface Covered {
  readonly members: Map<string, Set<string>>;
  readonly policies: Map<string, Set<string>>;
}

/**
 * The moments after which one of the users is in no group with a policy of ours, from the order of the calls.
 * @param state What holds before the first call; the calls are carried out on it.
 */
export function uncoveredMoments(
  calls: readonly RecordedCall[],
  state: Covered,
  users: readonly string[],
): string[] {
  return calls.flatMap((call) => {
    carryOut(call, state);
    return users
      .filter((user) => !isCovered(user, state))
      .map((user) => `${user} after ${call.action} ${Object.values(call.params).join(" ")}`);
  });
}

/** The moments after which somebody who was covered is covered no more, from the order of the calls. */
export function lostCover(calls: readonly RecordedCall[], state: Covered): string[] {
  return calls.flatMap((call) => {
    const before = coveredUsers(state);
    carryOut(call, state);
    const gone = before.filter((user) => !isCovered(user, state));
    return gone.map((user) => `${user} after ${call.action} ${Object.values(call.params).join(" ")}`);
  });
}

function coveredUsers(state: Covered): string[] {
  const users = new Set([...state.members.values()].flatMap((members) => [...members]));
  return [...users].filter((user) => isCovered(user, state));
}

export function carryOut({ action, params }: RecordedCall, { members, policies }: Covered): void {
  const { GroupName: group = "", UserName: user = "", PolicyArn: arn = "", NewGroupName } = params;
  if (action === "CreateGroup") members.set(group, new Set());
  if (action === "AddUserToGroup") setOf(members, group).add(user);
  if (action === "RemoveUserFromGroup") setOf(members, group).delete(user);
  if (action === "AttachGroupPolicy") setOf(policies, group).add(arn);
  if (action === "DetachGroupPolicy") setOf(policies, group).delete(arn);
  if (action === "DeletePolicy") for (const attached of policies.values()) attached.delete(arn);
  if (action === "DeleteGroup") for (const map of [members, policies]) map.delete(group);
  if (action === "UpdateGroup" && NewGroupName) rename(group, NewGroupName, members, policies);
}

function rename(from: string, to: string, ...maps: Map<string, Set<string>>[]): void {
  for (const map of maps) {
    map.set(to, setOf(map, from));
    if (to !== from) map.delete(from);
  }
}

function isCovered(user: string, { members, policies }: Covered): boolean {
  return [...members].some(([group, users]) => users.has(user) && (policies.get(group)?.size ?? 0) > 0);
}

function setOf(map: Map<string, Set<string>>, key: string): Set<string> {
  const set = map.get(key) ?? new Set();
  map.set(key, set);
  return set;
}

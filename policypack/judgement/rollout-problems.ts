import type { AccountFacts } from "../facts/model";
import { assignWaves } from "../rollout/assign";
import { sameCase } from "../rollout/members";
import type { Problem } from "../rollout/problem";
import { rolloutProblems } from "../rollout/problems";
import type { Rollout } from "../rollout/model";
import { isDeployed, liveCovers } from "./live-covers";
import { rolloutUsers } from "./rollout-status";

/**
 * What is wrong with a rollout file, given the account that it is for: the same for the rules, the stack and the
 * command. Names of users or groups that could not all be read are not judged; the rules say so.
 */
export function problemsIn(rollout: Rollout, account: AccountFacts, now: Date): readonly Problem[] {
  const { users, groups } = account;
  const names = [...groups.found.values()].flatMap(({ name }) => name ?? []);
  return rolloutProblems(rollout, {
    now,
    users: users.complete.known ? rolloutUsers(account) : null,
    groups: groups.complete.known ? names : null,
    newWaves: newWaves(rollout, account, now),
  });
}

/**
 * The waves whose group and policy are not there yet. One by another name, whose users are all denied already, is
 * new to nobody. None where not all of the account's groups, policies and users could be read.
 */
function newWaves(rollout: Rollout, account: AccountFacts, now: Date): string[] {
  const { users, groups, policies } = account;
  if (![users, groups, policies].every(({ complete }) => complete.known)) return [];
  const places = assignWaves(rollout, rolloutUsers(account), now).users;
  const live = liveCovers(account, rollout);
  const isDenied = (user: string) => {
    const cover = live.get(sameCase(user));
    return cover !== undefined && (cover.from === null || cover.from <= now);
  };
  return rollout.waves.flatMap((wave) => {
    const { groupName, policyName } = rollout;
    const names = { groupName: `${groupName}-${wave.name}`, policyName: `${policyName}-${wave.name}` };
    if (isDeployed(account, names)) return [];
    const members = places.filter(({ place }) => place.kind === "wave" && place.wave === wave);
    return members.length > 0 && members.every(({ name }) => isDenied(name)) ? [] : [wave.name];
  });
}

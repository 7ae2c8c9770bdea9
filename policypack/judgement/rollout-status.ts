import type { AccountFacts, LiveUser, User } from "../facts/account-facts";
import { DAY } from "../iam/days";
import { type Assignment, assignWaves, type RolloutStatus, sameCase } from "../rollout/assign";
import type { Rollout } from "../rollout/rollout";
import type { Problem } from "../rollout/problem";
import { rolloutProblems } from "../rollout/problems";
import { isDeployed, liveCovers } from "./covered-account";

/** What the rollout file has for the users of an account. */
export class RolloutStatuses {
  private readonly byName: ReadonlyMap<string, RolloutStatus>;
  private readonly graceDays: number;

  constructor(rollout: Rollout | null, account: AccountFacts, now: Date) {
    const users: Assignment["users"] = rollout ? assignWaves(rollout, rolloutUsers(account), now).users : [];
    this.byName = new Map(users.map(({ name, place }) => [name, place]));
    this.graceDays = rollout?.graceDays ?? 0;
  }

  of(user: User): RolloutStatus | undefined {
    return user.name === undefined ? undefined : this.byName.get(user.name);
  }

  /** Until when a user has time to enrol, by their wave or by the age of their password; null: no grace is given. */
  graceOf(user: User, live: LiveUser): Date | null {
    const place = this.of(user);
    if (place?.kind === "wave") return place.wave.deadline;
    const changed = live.loginProfile.known ? live.loginProfile.value?.changed : null;
    if (this.graceDays === 0 || !changed || place?.kind === "at once") return null;
    return new Date(changed.getTime() + this.graceDays * DAY);
  }
}

/** The users of an account as the rollout file sees them. Whose password is unknown counts as a person. */
export function rolloutUsers(account: AccountFacts) {
  return account.users.found.flatMap((user) => {
    if (user.name === undefined) return [];
    const live = user.live.known ? user.live.value : null;
    const noPassword = live?.loginProfile.known === true && live.loginProfile.value === null;
    const groups = user.groups.map(({ group }) => account.groups.found.get(group)?.name ?? group);
    return [{ name: user.name, groups, hasPassword: !noPassword || user.plannedLoginProfile !== undefined }];
  });
}

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

import { type Assignment, assignWaves, type RolloutStatus } from "../rollout/assign";
import type { Rollout } from "../rollout/model";
import type { AccountFacts, LiveUser, User } from "../facts/model";
import { DAY } from "../iam/dates";

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

import type { AccountFacts, LiveUser, User } from "../../policypack/facts/account-facts";
import { byName } from "../../policypack/iam/names";
import { type Assignment, assignWaves } from "../../policypack/rollout/assign";
import type { Rollout } from "../../policypack/rollout/rollout";
import { mayHavePassword } from "../../policypack/rules/console-users";
import { RolloutStatuses, rolloutUsers } from "../../policypack/judgement/rollout-status";

/** Somebody whom the rollout is about: a live console user, or a machine user whom a wave names. */
export interface Subject {
  readonly name: string;
  readonly user: User;
  readonly live: LiveUser;
  readonly standing: Standing;
}

/** From when everything but enrolling is denied to somebody, as the rollout file has it. */
export type Standing =
  | { readonly kind: "wave"; readonly wave: string; readonly deadline: Date }
  /** The account is new: from the deployment on. */
  | { readonly kind: "at once" }
  /** In no wave, but given time by the age of their password. */
  | { readonly kind: "grace"; readonly until: Date }
  /** `wave`: where they are when the exemption ends; null: in none. */
  | { readonly kind: "exempt"; readonly until: Date; readonly wave: string | null }
  /** No rollout file, or no wave in it that claims them. */
  | { readonly kind: "no deadline" };

/** Whom the rollout is about, by name. Whose password could not be read counts as a person. */
export function subjectsOf(account: AccountFacts, rollout: Rollout | null, now: Date): Subject[] {
  const places = new RolloutStatuses(rollout, account, now);
  const assigned = assignmentOf(account, rollout, now);
  return account.users.found
    .flatMap((user) => {
      const live = user.live.known ? user.live.value : null;
      if (!live || user.name === undefined) return [];
      const standing = standingOf(user, live, places, assigned.get(user.name));
      return isConcerned(live, standing) ? [{ name: user.name, user, live, standing }] : [];
    })
    .sort((a, b) => byName(a.name, b.name));
}

type Assigned = Assignment["users"][number];

function assignmentOf(account: AccountFacts, rollout: Rollout | null, now: Date): Map<string, Assigned> {
  const users = rollout ? assignWaves(rollout, rolloutUsers(account), now).users : [];
  return new Map(users.map((user) => [user.name, user]));
}

function isConcerned(live: LiveUser, standing: Standing): boolean {
  return mayHavePassword(live) || standing.kind === "wave";
}

function standingOf(
  user: User,
  live: LiveUser,
  places: RolloutStatuses,
  assigned: Assigned | undefined,
): Standing {
  const place = places.of(user);
  if (place?.kind === "exempt") {
    return { kind: "exempt", until: place.exemption.expires, wave: assigned?.claims[0]?.wave.name ?? null };
  }
  if (place?.kind === "wave") return { kind: "wave", wave: place.wave.name, deadline: place.wave.deadline };
  if (place?.kind === "at once") return { kind: "at once" };
  const until = places.graceOf(user, live);
  return until ? { kind: "grace", until } : { kind: "no deadline" };
}

/** By when somebody is to enrol: the deadline of their wave, or the day of `graceDays`, which denies nothing. */
export function deadlineOf(standing: Standing): Date | null {
  if (standing.kind === "wave") return standing.deadline;
  return standing.kind === "grace" ? standing.until : null;
}

import { matchesWildcard } from "../iam/wildcard";
import type { Wave } from "./model";

/**
 * A name as it is compared: IAM keeps the case that a user or group was made with, but "names are not distinguished
 * by case", so that `Ann` and `ann` can't both exist and mean the same here.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html
 */
export function sameCase(name: string): string {
  return name.toLowerCase();
}

/** Whether an entry under `users` stands for any number of users. `*` and `?` are in no IAM user name. */
export function isGlob(pattern: string): boolean {
  return /[*?]/.test(pattern);
}

/** Whether an entry under `users`, a name or a glob, means this user. */
export function matchesUser(pattern: string, name: string): boolean {
  return matchesWildcard(sameCase(pattern), sameCase(name));
}

/** How a wave comes to a user, the strongest way first. */
export const WAYS = ["name", "glob", "group", "rest"] as const;
export type Way = (typeof WAYS)[number];

/** The same as `wave.users` and `wave.groups`, made once for looking many users up. */
export interface WaveIndex {
  readonly wave: Wave;
  readonly names: ReadonlySet<string>;
  readonly globs: readonly string[];
  readonly groups: ReadonlySet<string>;
}

export function indexWave(wave: Wave): WaveIndex {
  const users = (wave.users ?? []).map(sameCase);
  return {
    wave,
    names: new Set(users.filter((user) => !isGlob(user))),
    globs: users.filter(isGlob),
    groups: new Set((wave.groups ?? []).map(sameCase)),
  };
}

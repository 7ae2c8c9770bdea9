import { matchesWildcard } from "../iam/wildcard";
import type { Exemption, Rollout, Wave } from "./rollout";

/** As much of an IAM user as decides where they belong. */
export interface RolloutUser {
  readonly name: string;
  /** Names of the groups they are in. */
  readonly groups: readonly string[];
  /** Whether they have a console password; a user without one is a machine user. */
  readonly hasPassword: boolean;
}

/** A wave that a user belongs to, or would if no other came first. */
export interface Claim {
  readonly wave: Wave;
  /** The wave's place in the file, from 0. */
  readonly index: number;
  readonly way: Way;
}

/** Where a user stands. */
export type RolloutStatus =
  /** Denied everything but setting up MFA from the wave's deadline on, until they have signed in with MFA. */
  | { readonly kind: "wave"; readonly wave: Wave }
  /** The same from the deployment on: the account is new. */
  | { readonly kind: "at once" }
  /** Left out until the exemption expires. */
  | { readonly kind: "exempt"; readonly exemption: Exemption }
  /** Left out, because they have no password and no wave has their exact name, or because no wave claims them. */
  | { readonly kind: "outside"; readonly reason: "machine user" | "in no wave" };

export interface AssignedUser {
  /** As the account writes it. */
  readonly name: string;
  readonly place: RolloutStatus;
  /** Every wave that names them, the one that counts first; `rest` only where no other does. Exempted users too. */
  readonly claims: readonly Claim[];
  /** The exemption that has expired, so that they are where they would be without it. */
  readonly lapsed: Exemption | null;
}

export interface Assignment {
  /** One for each user given, in the same order. */
  readonly users: readonly AssignedUser[];
}

/**
 * Where each user stands at a moment. Pure, and the same for the policy pack, the stack and the command.
 *
 * A user whom several waves name belongs to the one with their exact name, else to one with a glob, else to one of
 * their groups, else to `rest`; among equals to the first in the file. Machine users (no password) are in a wave
 * only by their exact name: a glob, a group or `rest` was written with people in mind, and a denial would stop
 * whatever runs with their keys. An exemption in force takes precedence over any wave, and one that has expired is
 * nothing.
 */
export function assignWaves(rollout: Rollout, users: readonly RolloutUser[], now: Date): Assignment {
  const waves = rollout.waves.map(indexWave);
  const exemptions = lastingExemptions(rollout.exemptions);
  return {
    users: users.map((user) => {
      const claims = claimsOn(user, waves);
      const exemption = exemptions.get(sameCase(user.name)) ?? null;
      const inForce = exemption !== null && isInForce(exemption, now);
      const place: RolloutStatus = inForce
        ? { kind: "exempt", exemption }
        : statusWithout(user, claims, rollout.account);
      return { name: user.name, place, claims, lapsed: inForce ? null : exemption };
    }),
  };
}

/** Whether an exemption still holds: until the moment it expires, not at it. */
export function isInForce({ expires }: Exemption, now: Date): boolean {
  return now.getTime() < expires.getTime();
}

/** By user, the exemption that lasts longest. */
function lastingExemptions(exemptions: readonly Exemption[]): ReadonlyMap<string, Exemption> {
  const lasting = new Map<string, Exemption>();
  for (const exemption of exemptions) {
    const key = sameCase(exemption.user);
    const other = lasting.get(key);
    if (other === undefined || exemption.expires > other.expires) lasting.set(key, exemption);
  }
  return lasting;
}

function statusWithout(
  { hasPassword }: RolloutUser,
  claims: readonly Claim[],
  account: string,
): RolloutStatus {
  const [first] = claims;
  if (first) return { kind: "wave", wave: first.wave };
  if (!hasPassword) return { kind: "outside", reason: "machine user" };
  return account === "new" ? { kind: "at once" } : { kind: "outside", reason: "in no wave" };
}

function claimsOn(user: RolloutUser, waves: readonly WaveIndex[]): readonly Claim[] {
  const name = sameCase(user.name);
  const groups = user.groups.map(sameCase);
  const claims = waves
    .map((index, at) => ({ wave: index.wave, index: at, way: wayOf(index, name, groups) }))
    .filter((claim): claim is Claim => claim.way !== undefined)
    .filter(({ way }) => user.hasPassword || way === "name")
    .sort((a, b) => WAYS.indexOf(a.way) - WAYS.indexOf(b.way) || a.index - b.index);
  const named = claims.filter(({ way }) => way !== "rest");
  return named.length > 0 ? named : claims.slice(0, 1);
}

/** The strongest way in which a wave comes to a user, if it does. Name and groups in `sameCase`. */
function wayOf(index: WaveIndex, name: string, groups: readonly string[]): Way | undefined {
  if (index.names.has(name)) return "name";
  if (index.globs.some((glob) => matchesWildcard(glob, name))) return "glob";
  if (groups.some((group) => index.groups.has(group))) return "group";
  return index.wave.rest === true ? "rest" : undefined;
}

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
const WAYS = ["name", "glob", "group", "rest"] as const;
type Way = (typeof WAYS)[number];

/** The same as `wave.users` and `wave.groups`, made once for looking many users up. */
interface WaveIndex {
  readonly wave: Wave;
  readonly names: ReadonlySet<string>;
  readonly globs: readonly string[];
  readonly groups: ReadonlySet<string>;
}

function indexWave(wave: Wave): WaveIndex {
  const users = (wave.users ?? []).map(sameCase);
  return {
    wave,
    names: new Set(users.filter((user) => !isGlob(user))),
    globs: users.filter(isGlob),
    groups: new Set((wave.groups ?? []).map(sameCase)),
  };
}

/** What a wave's group and policy are called; null: those of everybody who is covered at once. */
export function coverNames(
  { groupName, policyName }: Pick<Rollout, "groupName" | "policyName">,
  wave: string | null,
): { readonly groupName: string; readonly policyName: string } {
  const end = wave === null ? "" : `-${wave}`;
  return { groupName: groupName + end, policyName: policyName + end };
}

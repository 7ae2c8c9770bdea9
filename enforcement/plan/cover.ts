import {
  type AssignedUser,
  type Assignment,
  coverNames,
  sameCase,
} from "@mfa-guard/policypack/internal/rollout/assign";
import { exceptionsOf } from "@mfa-guard/policypack/internal/rollout/exceptions";
import type { Exception, Exemption, Rollout, Wave } from "@mfa-guard/policypack/internal/rollout/rollout";
import type { ExistingResources } from "../force-mfa";

/** One group with its policy, and who is in it. */
export interface Cover {
  /** The name of its component in the stack. */
  readonly name: string;
  /** The wave's; null where everybody is covered at once. */
  readonly wave: string | null;
  readonly groupName: string;
  readonly policyName: string;
  /** IAM path of both. */
  readonly path: string;
  /** When the denial begins; null: at once. */
  readonly from: Date | null;
  /** What may work without MFA for a time. */
  readonly exceptions: readonly Exception[];
  /** As the account writes them. */
  readonly users: readonly string[];
  /** Who would be in it, but for an exemption in force. */
  readonly exempt: readonly Exemption[];
  /** What of it exists already and is unknown to Pulumi. */
  readonly existing?: ExistingResources;
}

/** The name of the stack's component. Renaming it needs an alias, or every resource is replaced. */
const COMPONENT = "force-mfa";

/** The groups and policies that a rollout comes to, given where each user stands. */
export function plannedCovers(rollout: Rollout, { users }: Assignment): readonly Cover[] {
  if (rollout.account === "new") return [atOnce(rollout, users)];
  return rollout.waves.map((wave) => ofWave(rollout, wave, users));
}

function atOnce(rollout: Rollout, users: readonly AssignedUser[]): Cover {
  return {
    exceptions: exceptionsOf(rollout, null),
    ...coverNames(rollout, null),
    ...{ name: COMPONENT, wave: null, path: rollout.path, from: null },
    users: users.filter(({ place }) => place.kind === "at once").map(({ name }) => name),
    exempt: exemptions(users),
  };
}

function ofWave(rollout: Rollout, wave: Wave, users: readonly AssignedUser[]): Cover {
  return {
    exceptions: exceptionsOf(rollout, wave.name),
    ...coverNames(rollout, wave.name),
    // Brackets are in no IAM name, so that no wave and user together read like others.
    name: `${COMPONENT}[${wave.name}]`,
    wave: wave.name,
    path: rollout.path,
    from: wave.deadline,
    users: users.filter(({ place }) => place.kind === "wave" && place.wave === wave).map(({ name }) => name),
    exempt: exemptions(users.filter(({ claims }) => claims[0]?.wave === wave)),
  };
}

function exemptions(users: readonly AssignedUser[]): readonly Exemption[] {
  return users.flatMap(({ place }) => (place.kind === "exempt" ? [place.exemption] : []));
}

/** By user, in `sameCase`: what covers them. */
export function coverByUser(covers: readonly Cover[]): ReadonlyMap<string, Cover> {
  return new Map(covers.flatMap((cover) => cover.users.map((user) => [sameCase(user), cover])));
}

/** For messages: "wave platform", or "group force-mfa". */
export function describeCover({ wave, groupName }: Cover): string {
  return wave === null ? `group ${groupName}` : `wave ${wave}`;
}

/** Something that is told to who deploys. */
export interface Note {
  readonly severity: "info" | "warning";
  readonly message: string;
}

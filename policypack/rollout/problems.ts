import { assignWaves, type RolloutUser } from "./assign";
import { exemptionProblems } from "./exemption-problems";
import { isGlob, sameCase } from "./members";
import type { Rollout } from "./schema";
import { waveProblems } from "./wave-problems";

export type ProblemKind =
  | "no-waves"
  | "empty-wave"
  | "past-deadline"
  | "in-two-waves"
  | "matches-nobody"
  | "no-such-group"
  | "rest-twice"
  | "rest-not-last"
  | "exempt-twice"
  | "exemption-expired"
  | "exemption-too-long"
  | "exemption-matches-nobody";

/** Something that a rollout file says and hardly means. */
export interface Problem {
  readonly kind: ProblemKind;
  /** Path in the file: `waves[1].users[0]`. */
  readonly where: string;
  readonly message: string;
}

/** What a rollout is judged by. */
export interface ProblemFacts {
  readonly now: Date;
  /** All users of the account; null where they are not known, and what depends on them is not judged. */
  readonly users: readonly RolloutUser[] | null;
  /** Names of all groups of the account; null as above. */
  readonly groups: readonly string[] | null;
  /** Names of the waves that are not deployed yet. Only of these a deadline in the past is a problem. */
  readonly newWaves: readonly string[];
}

/**
 * What is wrong with a valid rollout, given the time and the account. Pure; in the order of the file, waves first.
 *
 * The order of the waves' deadlines is not looked at: where a user belongs doesn't depend on it, and a wave that is
 * written first may well end last.
 */
export function rolloutProblems(rollout: Rollout, facts: ProblemFacts): readonly Problem[] {
  const assignment = assignWaves(rollout, facts.users ?? namedUsers(rollout), facts.now);
  return [...waveProblems(rollout, facts, assignment), ...exemptionProblems(rollout, facts)];
}

/** Where the account's users are not known, those whom the file names tell at least who is named twice. */
function namedUsers({ waves }: Rollout): readonly RolloutUser[] {
  const names = waves.flatMap(({ users = [] }) => users).filter((user) => !isGlob(user));
  const bySpelling = new Map(names.map((name) => [sameCase(name), name]));
  return [...bySpelling.values()].map((name) => ({ name, groups: [], hasPassword: true }));
}

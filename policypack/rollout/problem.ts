import type { RolloutUser } from "./assign";

export type ProblemKind =
  | "no-waves"
  | "empty-wave"
  | "past-deadline"
  | "deadline-too-far"
  | "in-two-waves"
  | "matches-nobody"
  | "no-such-group"
  | "rest-twice"
  | "rest-not-last"
  | "exempt-twice"
  | "exemption-expired"
  | "exemption-too-long"
  | "exemption-matches-nobody"
  | "exception-disarms"
  | "exception-no-such-wave"
  | "exception-expired"
  | "exception-too-long";

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

/** Those of the exemptions are a rule of their own. */
export function isAboutExemption(kind: ProblemKind): boolean {
  return kind.startsWith("exempt");
}

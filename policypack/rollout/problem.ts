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

/** One thing that is wrong with a rollout file. */
export interface RolloutMistake {
  /** Line and column count from 1; null for content that has no text of its own, such as a stack's configuration. */
  readonly position: { readonly line: number; readonly column: number } | null;
  /** Of the value, or of what holds the key; empty: the whole content. */
  readonly path: readonly PropertyKey[];
  /** Begins with the path. What was found, what was expected, and with it what to do. */
  readonly message: string;
}

/** A terminal holds this many; a file that is no rollout file at all has a mistake in every line. */
const LISTED = 50;

/** A rollout file that can't be read. Its message lists what is wrong, and where. */
export class RolloutError extends Error {
  override readonly name = "RolloutError";

  /**
   * @param source The file's name, or whatever tells the reader where the content is from.
   * @param mistakes All of them, of which the message lists the first 50; at least one.
   */
  constructor(
    readonly source: string,
    readonly mistakes: readonly RolloutMistake[],
  ) {
    const more = mistakes.length > LISTED ? [`and ${mistakes.length - LISTED} more`] : [];
    const lines = mistakes
      .slice(0, LISTED)
      .map((mistake) => `${whereOf(source, mistake)}: ${mistake.message}`);
    const count = mistakes.length === 1 ? "1 mistake" : `${mistakes.length} mistakes`;
    super(`${source} has ${count}:\n${[...lines, ...more].map((text) => `  ${text}`).join("\n")}`);
  }
}

function whereOf(source: string, { position }: RolloutMistake): string {
  return position === null ? source : `${source}:${position.line}:${position.column}`;
}

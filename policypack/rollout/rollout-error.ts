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

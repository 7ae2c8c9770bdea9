import type { BurnDown } from "./burndown";
import { type Entry, entrySchema, HISTORY_VERSION } from "./model";

export interface History {
  /** In order of time. */
  readonly entries: readonly Entry[];
  /** What is there and no entry: half-written, of another version, or somebody else's. For people, such as "line 2". */
  readonly damaged: readonly string[];
}

/** Where the runs of one account are kept. */
export interface HistoryStore {
  /** @throws CliError where it can't be read. */
  read(): Promise<History>;
  /** @throws CliError where it can't be written. */
  add(entry: Entry): Promise<void>;
}

export function toEntry({ at, waves, total }: BurnDown): Entry {
  const ofWaves = waves.map(({ name, deadline, counts }) => ({
    name,
    deadline: deadline?.toISOString() ?? null,
    counts,
  }));
  return { version: HISTORY_VERSION, at: at.toISOString(), waves: ofWaves, total };
}

/**
 * Puts together what was found. What is damaged is told of and passed over: the others are still true.
 * @param texts Each with the name by which people find it.
 */
export function historyOf(texts: readonly { readonly name: string; readonly text: string }[]): History {
  const parsed = texts.map(({ name, text }) => ({ name, entry: parseEntry(text) }));
  const entries = parsed.flatMap(({ entry }) => (entry ? [entry] : []));
  return {
    entries: entries.sort((a, b) => Date.parse(a.at) - Date.parse(b.at)),
    damaged: parsed.flatMap(({ name, entry }) => (entry ? [] : [name])),
  };
}

function parseEntry(text: string): Entry | null {
  try {
    const parsed = entrySchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

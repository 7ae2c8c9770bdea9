import { addUp, type BurnDown, type Counts, STATES } from "./burndown";
import { type Entry, entrySchema, HISTORY_VERSION } from "./status-json";

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

/** A file or an object of an account's history, with the name by which people find it. */
export interface Kept {
  readonly name: string;
  readonly text: string;
}

/**
 * Where a run is within a history, be it a folder or a bucket, so that one can be copied to the other: a folder an
 * account, and a file a run, which S3 can't add to, and two runs at once don't share. In the order of time, and without
 * the colons that some file systems can't have.
 */
export function placeOf(accountId: string, { at }: Entry): string {
  return `${accountId}/${at.replace(/[-:]/g, "")}.json`;
}

/** Where a folder had all runs of an account before, with a line a run. It is still read. */
export function earlierFileOf(accountId: string): string {
  return `${accountId}.jsonl`;
}

/** Whether it is part of an account's history. @param place Within the history, with slashes. */
export function isOf(accountId: string, place: string): boolean {
  const inFolder = place.startsWith(`${accountId}/`) && place.endsWith(".json");
  return inFolder || place === earlierFileOf(accountId);
}

/**
 * Puts together what was found. What is damaged is told of and passed over: the others are still true. A run that is
 * there twice, because it was copied, is one.
 */
export function historyOf(files: readonly Kept[]): History {
  const texts = files.flatMap((file) => (file.name.endsWith(".jsonl") ? linesOf(file) : [file]));
  const parsed = texts.map(({ name, text }) => ({ name, entry: parseEntry(text) }));
  const entries = new Map(parsed.flatMap(({ entry }) => (entry ? [[entry.at, entry] as const] : [])));
  return {
    entries: [...entries.values()].sort((a, b) => Date.parse(a.at) - Date.parse(b.at)),
    damaged: parsed.flatMap(({ name, entry }) => (entry ? [] : [name])),
  };
}

function linesOf({ name, text }: Kept): readonly Kept[] {
  const lines = text.split("\n").map((line, index) => ({ name: `${name} line ${index + 1}`, text: line }));
  return lines.filter((line) => line.text.trim() !== "");
}

function parseEntry(text: string): Entry | null {
  try {
    const parsed = entrySchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** What several accounts had at one time. */
export interface MergedRun {
  readonly at: string;
  /** How many accounts are counted: those with a run by then. */
  readonly accounts: number;
  readonly total: Counts;
}

/**
 * The histories of several accounts as one: at each time of a run in any of them, the latest that is known of each. One
 * that has no run by then is not counted, and how many are is told: it would otherwise look like a relapse when it
 * joins.
 */
export function mergeHistories(histories: readonly (readonly Entry[])[]): readonly MergedRun[] {
  const runs = histories.flatMap((entries, account) => entries.map((entry) => ({ account, entry })));
  runs.sort((a, b) => Date.parse(a.entry.at) - Date.parse(b.entry.at));
  const latest = new Map<number, Counts>();
  const merged = new Map<string, MergedRun>();
  // Kept up to date, for a run over thousands of accounts is as many entries.
  let total = addUp([]);
  for (const { account, entry } of runs) {
    total = replaced(total, latest.get(account), entry.total);
    latest.set(account, entry.total);
    const { at } = entry;
    merged.set(at, { at, accounts: latest.size, total });
  }
  return [...merged.values()];
}

/** A total in which the counts of one account are others than before. */
function replaced(total: Counts, before: Counts | undefined, now: Counts): Counts {
  const counts = STATES.map((state) => [state, total[state] - (before?.[state] ?? 0) + now[state]]);
  return Object.fromEntries(counts) as Counts;
}

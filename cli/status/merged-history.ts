import { addUp, type Counts, STATES } from "./burndown";
import type { Entry } from "./model";

/** What several accounts had at one time. */
export interface MergedRun {
  readonly at: string;
  /** How many accounts are counted: those with a run by then. */
  readonly accounts: number;
  readonly total: Counts;
}

/**
 * The histories of several accounts as one: at each time of a run in any of them, the latest that is known of each. One
 * that has no run by then is not counted, and how many are is told: it would otherwise look like a relapse when it joins.
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

/**
 * The candidate that was most likely meant by a mistyped word, or undefined where none is near: at most a third of
 * its characters (and at least one) left out, added, changed or swapped with the next. Case does not count.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const scored = candidates
    // Before anything is computed: a mistyped word may be as long as the file.
    .filter((candidate) => Math.abs(candidate.length - word.length) <= allowance(candidate))
    .map((candidate) => ({ candidate, distance: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= allowance(candidate))
    .sort((a, b) => a.distance - b.distance);
  return scored[0]?.candidate;
}

function allowance(candidate: string): number {
  return Math.max(1, Math.floor(candidate.length / 3));
}

/** Optimal string alignment: edits and swaps of neighbours, by rows of the usual table. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(before, j - 2) + 1 : Infinity;
      row.push(Math.min(changed, swapped, at(last, j) + 1, at(row, j - 1) + 1));
    }
    [before, last] = [last, row];
  }
  return at(last, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}

/** Control characters and whatever else could make a terminal show something other than the file says. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;
const KEYS_SHOWN = 5;

/** A text in quotes, cut to a length, and with escapes for what can't be printed. */
export function quote(text: string, longest = 60): string {
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return escape(JSON.stringify(cut));
}

/** The same without quotes, for messages of others that quote the file. */
export function escape(text: string): string {
  return text.replace(UNPRINTABLE, (character) => `\\u${hex(character)}`);
}

/** What kind of value was found, in words, as far as it fits into a message. */
export function describe(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (typeof value === "string") return quote(value);
  if (Array.isArray(value)) return `a list of ${value.length === 1 ? "1 item" : `${value.length} items`}`;
  if (value instanceof Date) return "a Date";
  if (typeof value === "object") return describeMapping(Object.keys(value));
  return typeof value === "symbol" || typeof value === "function" ? `a ${typeof value}` : String(value);
}

function describeMapping(keys: readonly string[]): string {
  if (keys.length === 0) return "an empty mapping";
  const more = keys.length > KEYS_SHOWN ? [`${keys.length - KEYS_SHOWN} more`] : [];
  return `a mapping with ${[...keys.slice(0, KEYS_SHOWN).map((key) => plain(key)), ...more].join(", ")}`;
}

/** Steps from the top to a value, as JavaScript would write them: `waves[0].deadline`. */
export function showPath(path: readonly PropertyKey[]): string {
  const steps = path.map((step) => (typeof step === "number" ? `[${step}]` : `.${plain(String(step))}`));
  return steps.join("").replace(/^\./, "");
}

/** A key as it is where that can't mislead, else in quotes. */
function plain(key: string): string {
  return /^[\w-]{1,60}$/.test(key) ? key : quote(key);
}

function hex(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).padStart(4, "0");
}

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

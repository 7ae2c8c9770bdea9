import { ANY, ONE, type Pattern, patternKey } from "./wildcard";

/** A pattern of a policy, in parts that are matched each on its own, with the statements that have it. */
export interface PatternOf {
  readonly parts: readonly Pattern[];
  readonly statements: ReadonlySet<number>;
}

/** Puts equal patterns together. */
export function gather(
  listed: readonly { readonly parts: readonly Pattern[]; readonly statement: number }[],
): PatternOf[] {
  const found = new Map<string, PatternOf & { readonly statements: Set<number> }>();
  for (const { parts, statement } of listed) {
    const key = keyOf(parts);
    const known = found.get(key) ?? { parts, statements: new Set() };
    found.set(key, known);
    known.statements.add(statement);
  }
  return [...found.values()];
}

/** Most overlaps that are looked for in one set of policies. */
const MOST_FOUND = 300;
/** Most pairs that are tried for them: a second's work, of documents far longer than IAM takes. */
const MOST_TRIED = 50_000;
/** Most steps for one part of a pair, in the product of both lengths. */
const MOST_STEPS = 100_000;

type Same = (a: string, b: string) => boolean;

/**
 * Patterns of what lies in the overlap of two patterns of different statements; then of three, and so on, in the order
 * of the patterns given. Overlaps that are one of the patterns itself are not repeated.
 *
 * Of a pair that overlaps in several ways ("*a*" and "*b*": a before b, and b before a) one way is found. Where there
 * are more than 300 overlaps, the rest is left out: those of more statements first.
 */
export function overlaps(patterns: readonly PatternOf[], same: Same = (a, b) => a === b): Pattern[][] {
  const seen = new Set(patterns.map(({ parts }) => keyOf(parts)));
  const found: (PatternOf & { readonly parts: Pattern[] })[] = [];
  let tried = 0;
  for (let round = [...patterns]; round.length > 0;) {
    const next: typeof found = [];
    for (const first of round) {
      for (const second of patterns) {
        if (found.length >= MOST_FOUND || tried >= MOST_TRIED) return found.map(({ parts }) => parts);
        if (isWithin(first, second) || isWithin(second, first)) continue;
        tried++;
        const parts = overlapOfParts(first.parts, second.parts, same);
        if (!parts || seen.has(keyOf(parts))) continue;
        seen.add(keyOf(parts));
        const overlap = { parts, statements: new Set([...first.statements, ...second.statements]) };
        found.push(overlap);
        next.push(overlap);
      }
    }
    round = next;
  }
  return found.map(({ parts }) => parts);
}

/** Whether the overlap is in no other statements than one of the two is. */
function isWithin(a: PatternOf, b: PatternOf): boolean {
  for (const statement of a.statements) if (!b.statements.has(statement)) return false;
  return true;
}

function keyOf(parts: readonly Pattern[]): string {
  return parts.map(patternKey).join(":");
}

function overlapOfParts(a: readonly Pattern[], b: readonly Pattern[], same: Same): Pattern[] | null {
  const parts: Pattern[] = [];
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const part = overlapOf(a[i] ?? [ANY], b[i] ?? [ANY], same);
    if (!part) return null;
    parts.push(part);
  }
  return parts;
}

/** A place in two patterns, how it was come to, and what was taken there. */
interface Step {
  readonly i: number;
  readonly j: number;
  readonly from: Step | null;
  readonly took: Pattern[number] | null;
}

/**
 * A pattern all of whose texts match both patterns, in the letters of the first; null: no text matches both (or they
 * are too long to tell, with more than 100,000 for the product of their lengths).
 */
export function overlapOf(a: Pattern, b: Pattern, same: Same = (x, y) => x === y): Pattern | null {
  if (a.length * b.length > MOST_STEPS) return null;
  const width = b.length + 1;
  const seen = new Set<number>([0]);
  const places: Step[] = [{ i: 0, j: 0, from: null, took: null }];
  for (const place of places) {
    if (place.i === a.length && place.j === b.length) return retrace(place);
    for (const step of stepsFrom(place, a, b, same)) {
      const number = step.i * width + step.j;
      if (seen.has(number)) continue;
      seen.add(number);
      places.push(step);
    }
  }
  return null;
}

function stepsFrom(from: Step, a: Pattern, b: Pattern, same: Same): Step[] {
  const { i, j } = from;
  const x: Pattern[number] | undefined = a[i];
  const y: Pattern[number] | undefined = b[j];
  const step = (di: number, dj: number, took: Step["took"]): Step => ({ i: i + di, j: j + dj, from, took });
  if (x === ANY && y === ANY) return [step(1, 0, ANY), step(0, 1, ANY)];
  if (x === ANY) return [...(y === undefined ? [] : [step(0, 1, y)]), step(1, 0, null)];
  if (y === ANY) return [...(x === undefined ? [] : [step(1, 0, x)]), step(0, 1, null)];
  if (x === undefined || y === undefined) return [];
  if (y === ONE) return [step(1, 1, x)];
  return x === ONE || same(String(x), String(y)) ? [step(1, 1, x === ONE ? y : x)] : [];
}

function retrace(last: Step): Pattern {
  const items: Pattern[number][] = [];
  for (let place: Step | null = last; place; place = place.from) {
    // Two stars that follow each other are one.
    if (place.took !== null && !(place.took === ANY && items.at(-1) === ANY)) items.push(place.took);
  }
  return items.reverse();
}

import { DAY } from "../../iam/days";

/** Characters of a snapshot's text. One of 5,000 users has about 6 million. */
export const MAX_LENGTH = 32 * 1024 * 1024;

/** Values in a snapshot, of any kind. One of 5,000 users has about 300,000. */
const MAX_VALUES = 1_000_000;

/** Lists and objects within each other; the model has 11. */
const MAX_DEPTH = 16;

/** Milliseconds since the reading after which a snapshot tells nothing any more, unless said otherwise: a day. */
export const DEFAULT_MAX_AGE = DAY;

/** Whether a parsed file is of a size that a snapshot may have, told before anything looks at what is in it. */
export function isWithinBounds(json: unknown): boolean {
  let level: unknown[] = [json];
  let values = 1;
  for (let depth = 0; level.length > 0; depth++) {
    const next: unknown[] = [];
    for (const value of level) {
      const inside = valuesIn(value);
      values += inside.length;
      if (depth === MAX_DEPTH || values > MAX_VALUES) return false;
      for (const one of inside) next.push(one);
    }
    level = next;
  }
  return true;
}

function valuesIn(value: unknown): readonly unknown[] {
  if (typeof value !== "object" || value === null) return [];
  return Array.isArray(value) ? value : Object.values(value);
}

/** Stands for any characters, or none. */
export const ANY = Symbol("*");
/** Stands for exactly one character. */
export const ONE = Symbol("?");

/** A pattern, an item for each character that it takes; characters stand for themselves, case included. */
export type Pattern = readonly (string | typeof ANY | typeof ONE)[];

/** The same texts are read for each user and in each scenario. */
const PARSED = new Map<string, Pattern>();
const MOST_PARSED = 10_000;

/** Reads `*` and `?` as IAM's actions and resources do; everything else stands for itself. */
export function parseWildcards(text: string): Pattern {
  const known = PARSED.get(text);
  if (known) return known;
  const pattern: Pattern = Array.from({ length: text.length }, (_, i) => text.charAt(i)).map((char) =>
    char === "*" ? ANY : char === "?" ? ONE : char,
  );
  if (PARSED.size >= MOST_PARSED) PARSED.clear();
  PARSED.set(text, pattern);
  return pattern;
}

/** Whether a text matches a pattern in which `*` stands for any characters and `?` for one, as in IAM. */
export function matchesWildcard(pattern: string, text: string): boolean {
  return matchesPattern(parseWildcards(pattern), text);
}

/** Takes at most time in the product of both lengths, whatever the pattern. */
export function matchesPattern(pattern: Pattern, text: string): boolean {
  let p = 0;
  let star = -1;
  let resume = 0;
  for (let t = 0; t < text.length;) {
    const item = pattern[p];
    if (item === ANY) {
      star = p++;
      resume = t;
    } else if (item === ONE || (item !== undefined && item === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      // The last star takes one more character, and the rest is tried again.
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[p] === ANY) p++;
  return p === pattern.length;
}

/** A text that tells patterns apart. */
export function patternKey(pattern: Pattern): string {
  const known = KEYS.get(pattern);
  if (known !== undefined) return known;
  const key = JSON.stringify(pattern.map((item) => (item === ANY ? 1 : item === ONE ? 2 : item)));
  KEYS.set(pattern, key);
  return key;
}

const KEYS = new WeakMap<Pattern, string>();

/** To fill "?" with where the text is told to somebody, who is then told "?": a full-width one, in no name of AWS's. */
export const ONE_FILLER = "\uff1f";

/** A text that the pattern matches: `any` for each row of stars, `one` for each question mark. */
export function fillWildcards(pattern: Pattern, any: string, one: string): string {
  const texts = pattern.map((item, i) => {
    if (item === ANY) return pattern[i - 1] === ANY ? "" : any;
    return item === ONE ? one : item;
  });
  return texts.join("");
}

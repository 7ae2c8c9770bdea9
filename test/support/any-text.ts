import fc from "fast-check";

/** Surrogates: halves of characters, none by themselves. */
const [FIRST_HALF, AFTER_HALVES] = [0xd800, 0xe000];
const HALVES = AFTER_HALVES - FIRST_HALF;

/** Each character that there is, as fast-check's own unit "binary", which writes all of them down first: 1 s. */
const character = fc.integer({ min: 0, max: 0x10ffff - HALVES }).map(
  (number) => String.fromCodePoint(number < FIRST_HALF ? number : number + HALVES),
  (text) => {
    const code = typeof text === "string" ? text.codePointAt(0) : undefined;
    if (
      code === undefined ||
      text !== String.fromCodePoint(code) ||
      (code >= FIRST_HALF && code < AFTER_HALVES)
    )
      throw new Error("Not one character.");
    return code < FIRST_HALF ? code : code - HALVES;
  },
);

/** Any text, names such as "__proto__" among them more often than by chance. */
export const anyText = fc.string({ unit: character });

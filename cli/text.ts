/**
 * What may move a cursor, ring a bell, set a title, or make text read other than it is written: control characters,
 * line separators, marks of writing direction, and halves of characters.
 * https://cwe.mitre.org/data/definitions/150.html
 */
const UNSAFE =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\p{Cs}]/gu;

/** Text for a terminal: what could act on one is shown as its code. Line breaks and tabs stay. */
export function escapeControlCharacters(text: string): string {
  return text.replace(UNSAFE, escaped);
}

/** As `escapeControlCharacters`, on one line: for names and messages that come from an account. */
export function oneLine(text: string): string {
  return escapeControlCharacters(text).replace(/[\n\t]/g, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** Applies `plain` to what is not between backticks, and `code` to what is. */
export function aroundCode(
  text: string,
  plain: (text: string) => string,
  code = (text: string) => `\`${text}\``,
): string {
  return text
    .split("`")
    .map((part, index) => (index % 2 === 0 ? plain(part) : code(part)))
    .join("");
}

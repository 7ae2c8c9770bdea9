import { stripVTControlCharacters } from "node:util";

/**
 * Breaks text into lines at its spaces. What is to be typed stays whole, and so does a word longer than a line.
 * Colours take no room.
 * @param first What the first line begins with; the others begin with as many spaces.
 */
export function wrap(text: string, first: string, width: number): string {
  const indent = " ".repeat(first.length);
  const lines: string[] = [];
  let line = "";
  for (const word of text.match(WORD) ?? []) {
    if (line !== "" && indent.length + room(`${line} ${word}`) > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].map((content, index) => `${index === 0 ? first : indent}${content}`).join("\n");
}

/**
 * A text whose lines are broken where they are longer than those of a terminal; what a line goes on with stands as far
 * right as the line. @param columns Undefined or 0: nobody reads it at a terminal that tells its width, and it stays as
 * it is.
 */
export function fitted(text: string, columns: number | undefined): string {
  if (!columns) return text;
  return text
    .split("\n")
    .map((line) =>
      room(line) <= columns ? line : wrap(line.trimStart(), /^ */.exec(line)?.[0] ?? "", columns),
    )
    .join("\n");
}

function room(text: string): number {
  return stripVTControlCharacters(text).length;
}

/** Up to the next space that is not between backticks. */
const WORD = /(?:`[^`]*`|[^ ])+/g;

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

function room(text: string): number {
  return stripVTControlCharacters(text).length;
}

/** Up to the next space that is not between backticks. */
const WORD = /(?:`[^`]*`|[^ ])+/g;

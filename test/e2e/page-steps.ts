import { readFileSync } from "node:fs";
import * as path from "node:path";
import { CHECKOUT } from "../../sandbox/checkout";

/** What a page has its reader type, and what it says comes of it. */
export interface Step {
  /** As typed, without the prompt. */
  readonly command: string;
  /** The lines that the page shows; one of dots stands for any that it leaves out. */
  readonly shown: readonly string[];
  /** Who has enrolled just before, as the text tells. */
  readonly enrolled: readonly string[];
}

/** The commands of a section of a Markdown file, in their order. */
export function stepsOf(file: string, heading: string): Step[] {
  const [text = ""] = sectionOf(readFileSync(path.join(CHECKOUT, file), "utf8"), heading);
  const [prose = "", ...blocks] = text.split(/^```console$/m);
  let told = prose;
  return blocks.flatMap((block) => {
    const [console = "", after = ""] = block.split(/^```$/m);
    const steps = typed(console, whoEnrolled(told));
    told = after;
    return steps;
  });
}

/** The fenced block that follows a line of a Markdown file. */
export function shownAfter(file: string, line: string): string {
  const [, after] = readFileSync(path.join(CHECKOUT, file), "utf8").split(`\n${line}\n\n\`\`\`\n`);
  if (after === undefined) throw new Error(`No block follows "${line}".`);
  return after.split("\n```")[0] ?? "";
}

function sectionOf(page: string, heading: string): string[] {
  const [, section] = page.split(`\n${heading}\n`);
  if (section === undefined) throw new Error(`There is no section "${heading}".`);
  return section.split(/^#{1,3} /m);
}

/** The names before "have enrolled" or "has enrolled". */
function whoEnrolled(prose: string): string[] {
  const [, names = ""] = /once ((?:[a-z]+(?:, | and )?)+) (?:has|have) enrolled/i.exec(prose) ?? [];
  return names.split(/, | and /).filter((name) => name !== "");
}

function typed(console: string, enrolled: readonly string[]): Step[] {
  const [, ...commands] = console.split(/^\$ /m);
  return commands.map((command, i) => {
    const [line = "", ...shown] = command.trimEnd().split("\n");
    return { command: line, shown, enrolled: i === 0 ? enrolled : [] };
  });
}

/**
 * The first lines that a page shows and that did not come out, in a run at another time; null: all did, in their
 * order, with nothing between them but where the page has a line of dots.
 */
export function missingLines(shown: readonly string[], output: string): string | null {
  const came = timeless(output).trimEnd().split("\n");
  let at = 0;
  for (const [i, part] of parts(shown).entries()) {
    const begins = i === 0 ? at : find(came, part, at);
    if (begins < 0 || !isAt(came, part, begins)) return part.join("\n");
    at = begins + part.length;
  }
  return at === came.length || shown.at(-1)?.trim() === DOTS ? null : `(and no more)\n${came[at]}`;
}

const DOTS = "...";

function parts(shown: readonly string[]): string[][] {
  const parts: string[][] = [[]];
  for (const line of timeless(shown.join("\n")).trimEnd().split("\n")) {
    if (line.trim() === DOTS) parts.push([]);
    else parts.at(-1)?.push(line);
  }
  return parts;
}

function find(lines: readonly string[], part: readonly string[], from: number): number {
  for (let i = from; i + part.length <= lines.length; i++) if (isAt(lines, part, i)) return i;
  return -1;
}

function isAt(lines: readonly string[], part: readonly string[], at: number): boolean {
  return part.every((line, i) => line === lines[at + i]);
}

/** Dates, times and what is counted from them, as the same in every run; spaces at the end of lines are none. */
export function timeless(text: string): string {
  return text
    .replace(/\(\d+(\.\d+)?s\)/g, "(0s)")
    .replace(/\d{4}-\d\d-\d\d/g, "YYYY-MM-DD")
    .replace(/\b\d\d:\d\d(?=:\d\d|Z| UTC)/g, "hh:mm")
    .replace(/\b\d\d days/g, "NN days")
    .replace(/[ \t]+$/gm, "");
}

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { CHECKOUT } from "../../sandbox/checkout";
import type { Engine } from "../../sandbox/engine/engine";
import { isShownEngine, notSaid, SHOWN_ENGINE } from "../support/engine-words";

/** A fenced block of a page: what a reader is shown, or told to write or to type. */
export interface Block {
  readonly language: string;
  readonly text: string;
}

/** The fenced blocks of a section of a page, in their order. A section ends with the next heading of its level. */
export function blocksOf(file: string, heading: string): Block[] {
  const page = readFileSync(path.join(CHECKOUT, file), "utf8");
  const [level = ""] = /^#+/.exec(heading) ?? [];
  const [, section] = page.split(`\n${heading}\n`);
  if (section === undefined) throw new Error(`${file} has no section "${heading}".`);
  const [text = ""] = section.split(new RegExp(`^#{1,${level.length}} `, "m"));
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = "", text = ""]) => ({
    language,
    text,
  }));
}

/** What a "console" block has typed, and what it shows of it. */
export function commandsOf({ text }: Block): { command: string; shown: string }[] {
  const [, ...commands] = text.split(/^\$ /m);
  return commands.map((typed) => {
    const end = typed.indexOf("\n");
    return { command: typed.slice(0, end), shown: typed.slice(end + 1).trimEnd() };
  });
}

/** The text with the changes of a "diff" block. */
export function patched(text: string, { text: diff }: Block): string {
  const lines = diff.trimEnd().split("\n");
  const side = (other: string) =>
    lines.filter((line) => !line.startsWith(other)).map((line) => `${line.slice(1)}\n`);
  const before = side("+").join("");
  assert.ok(text.includes(before), `The page changes what it has not shown:\n${before}`);
  return text.replace(before, side("-").join(""));
}

/** Moves every date of a text by some days: what a page says of 2027 has to come true whenever it is tried. */
export function moved(text: string, days: number): string {
  return text.replace(/\d{4}-\d\d-\d\d/g, (day) =>
    new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10),
  );
}

const DAY = 24 * 60 * 60 * 1000;

/** In days. Of the whole run: midnight may be in the middle of it. */
const TODAY = Math.floor(Date.now() / DAY);

/** Days from a date of a page to so many days from today. */
export function daysUntil(day: string, fromToday: number): number {
  return TODAY + fromToday - Math.floor(Date.parse(day) / DAY);
}

/** A line that tells of a resource: " +  type name create". */
const RESOURCE = /^ [ +~-]{1,2} +[\w-]+:\w+:\w+ [^(]/;

/** A text whose dates are as far ahead as they were when examples and README were written. */
export function stillToCome(text: string): string {
  return moved(text, daysUntil("2026-11-21", 0));
}

/**
 * What Pulumi says, as a page shows it: resources in the order of their names, for they come in any; without its dots
 * of progress, and without the lines of the stack that say again what is under Diagnostics.
 */
export function tidy(output: string): string {
  const lines = output
    .replace(/[ \t]+$/gm, "")
    .split("\n")
    .filter((line) => !/^@ |pulumi:pulumi:Stack [^(]\S* (?!create$)/.test(line));
  const resources = [...new Set(lines.filter((line) => RESOURCE.test(line)))].sort();
  const first = lines.findIndex((line) => RESOURCE.test(line));
  const others = lines.filter((line) => !RESOURCE.test(line));
  return [...others.slice(0, first), ...resources, ...others.slice(first)].join("\n").trim();
}

/** Holds a page to a run; with MFA_GUARD_UPDATE_DOCS=1 the page is written anew, by the engine whose words it shows. */
export function assertShown(engine: Engine, file: string, shown: string, came: string): void {
  if (shown === came) return;
  if (!isShownEngine(engine)) {
    const missing = notSaid(shown.split("\n"), came);
    assert.deepEqual(missing, [], `${file} shows by ${SHOWN_ENGINE} what does not come of ${engine.version}`);
    return;
  }
  if (process.env["MFA_GUARD_UPDATE_DOCS"] !== "1") {
    assert.equal(shown, came, `${file} shows what does not come; MFA_GUARD_UPDATE_DOCS=1 writes it anew`);
  }
  const page = path.join(CHECKOUT, file);
  const text = readFileSync(page, "utf8");
  assert.ok(text.includes(shown));
  writeFileSync(
    page,
    text.replace(shown, () => came),
  );
}

import { randomBytes } from "node:crypto";
import { escapeControlCharacters } from "../text";
import { headOf, type ReportSource } from "./source";

/** The report itself. `docs/report.schema.json` says what is in it. */
export function* toJson(report: ReportSource): Generator<string> {
  const { failures, leftOut } = report;
  yield `{\n${members(headOf(report), 2)},\n  "accounts": `;
  yield* list(report.each(), 2);
  yield `,\n${members({ failures, leftOut }, 2)}\n}`;
}

/** JSON in which nothing can act on a terminal: what JSON leaves as it is, is written as a code, and means the same. */
export function inertJson(value: unknown): string {
  return escapeControlCharacters(JSON.stringify(value, null, 2));
}

/** The same on one line. */
export function inertLine(value: unknown): string {
  return `${escapeControlCharacters(JSON.stringify(value))}\n`;
}

/** A line in which only texts are missing. */
export type Line<Texts> = (texts: Texts) => string;

/** In the place of a text. Nothing that is read of an account can hold it: it is another in each process. */
const MARK = randomBytes(16).toString("hex");

/**
 * Lines of what differs in few texts only: `inertLine` of it, without going through what stays the same again.
 * @param names Of the texts.
 * @param build The object with these texts; each is the whole value of one member, or of several.
 */
export function lineOf<Name extends string>(
  names: readonly Name[],
  build: (texts: Readonly<Record<Name, string>>) => object,
): Line<Readonly<Record<Name, string>>> {
  const marks = Object.fromEntries(names.map((name) => [name, MARK + name])) as Record<Name, string>;
  const [start = "", ...rest] = inertLine(build(marks)).split(`"${MARK}`);
  const parts = rest.map((part) => {
    const end = part.indexOf('"');
    return { name: part.slice(0, end) as Name, after: part.slice(end + 1) };
  });
  return (texts) =>
    parts.reduce(
      (line, { name, after }) => line + escapeControlCharacters(JSON.stringify(texts[name])) + after,
      start,
    );
}

/**
 * The members of an object as `inertJson` lays them out, without the braces.
 * @param indent Blanks before each member.
 */
export function members(object: object, indent: number): string {
  const lines = inertJson(object).slice("{\n".length, -"\n}".length);
  return " ".repeat(indent - 2) + shifted(lines, indent - 2);
}

/**
 * A list as `inertJson` lays it out, item by item.
 * @param indent Blanks before the member that it is the value of.
 */
export function* list(items: Iterable<unknown>, indent: number): Generator<string> {
  let isEmpty = true;
  for (const item of items) {
    yield `${isEmpty ? "[" : ","}\n${" ".repeat(indent + 2)}${shifted(inertJson(item), indent + 2)}`;
    isEmpty = false;
  }
  yield isEmpty ? "[]" : `\n${" ".repeat(indent)}]`;
}

/** No text within JSON has a line break of its own. */
function shifted(json: string, by: number): string {
  return json.replaceAll("\n", `\n${" ".repeat(by)}`);
}

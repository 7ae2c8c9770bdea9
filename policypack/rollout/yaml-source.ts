import { Composer, type Document, Lexer, Parser, type ParsedNode } from "yaml";
import { type Fault, YamlValues } from "./yaml-values";
import type { RolloutMistake } from "./rollout-error";
import { escape } from "./quote";

export type Position = NonNullable<RolloutMistake["position"]>;

/** What a YAML text says, as plain values, and where it says it. */
export interface YamlSource {
  /** Undefined where there are mistakes; null where the text says nothing. */
  readonly value: unknown;
  /** What is wrong with the text as YAML. Nothing else is worth saying then. */
  readonly mistakes: readonly RolloutMistake[];
  /** Where the value at a path is, or, with `key`, that key of it; where it is missing, what should hold it. */
  positionOf(path: readonly PropertyKey[], key?: string): Position;
}

/** A list of the longest names of all 5,000 users that an account may have takes less. */
const MOST_CHARACTERS = 512 * 1024;
/** A rollout file goes six deep. Some thousands make the YAML library exhaust the memory of the process. */
const DEEPEST = 32;

/** Where every character is an error, they take longer to make than anybody would read. */
const MOST_ERRORS = 100;

const START: Position = { line: 1, column: 1 };
const REFUSALS = {
  long:
    `found more than ${MOST_CHARACTERS / 1024} KiB; expected a rollout file. ` +
    "Name users by group, glob or rest instead of one by one.",
  deep: `found lists or mappings more than ${DEEPEST} deep; expected a rollout file, which goes six deep.`,
  second: "found a second YAML document; expected one. Remove the line of dashes and what follows it.",
};

/** Reads a YAML text, within bounds: whatever the text, in time linear in its length, and without an exception. */
export function readYaml(text: string): YamlSource {
  if (text.length > MOST_CHARACTERS) return refused({ position: START, path: [], message: REFUSALS.long });
  const positionAt = positionsIn(text);
  const documents = compose(text);
  if (Array.isArray(documents)) return new ReadText(documents, positionAt);
  return refused({ position: positionAt(documents.tooDeepAt), path: [], message: REFUSALS.deep });
}

function refused(mistake: RolloutMistake): YamlSource {
  return { value: undefined, mistakes: [mistake], positionOf: () => START };
}

/** By hand what `parseAllDocuments` does, but stopping at the first token that nests too deep. */
function compose(text: string): Document.Parsed<ParsedNode>[] | { tooDeepAt: number } {
  const parser = new Parser();
  const tokens = [];
  let errors = 0;
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) {
      tokens.push(token);
      if (token.type === "error") errors++;
    }
    if (errors > MOST_ERRORS) break;
    // The document is the first on the stack.
    if (parser.stack.length > DEEPEST + 1) return { tooDeepAt: parser.offset - lexeme.length };
  }
  for (const token of parser.end()) tokens.push(token);
  // YAML 1.1 would read "no" as false and dates in ways of its own; duplicate keys are found in `YamlValues`.
  const composer = new Composer({ schema: "core", resolveKnownTags: false, merge: false, uniqueKeys: false });
  return [...composer.compose(tokens, true, text.length)];
}

class ReadText implements YamlSource {
  readonly value: unknown;
  readonly mistakes: readonly RolloutMistake[];

  private readonly reader = new YamlValues();
  private readonly start: number;

  constructor(
    documents: readonly Document.Parsed<ParsedNode>[],
    private readonly positionAt: (offset: number) => Position,
  ) {
    const faults = documents.flatMap(faultsOf);
    const [document, second] = documents;
    if (second) faults.push({ offset: second.range[0], message: REFUSALS.second });
    const contents = document?.contents ?? null;
    this.start = contents?.range[0] ?? 0;
    const value = faults.length === 0 ? this.reader.read(contents) : undefined;
    faults.push(...this.reader.faults);
    this.value = faults.length === 0 ? value : undefined;
    this.mistakes = faults.map(({ offset, message }) => ({
      position: positionAt(offset),
      path: [],
      message,
    }));
  }

  positionOf(path: readonly PropertyKey[], key?: string): Position {
    let holder: unknown = this.value;
    let offset = this.start;
    for (const step of path) {
      const place = this.reader.places.get(holder)?.get(step);
      if (place === undefined) break;
      offset = place.value;
      holder = (holder as Record<PropertyKey, unknown>)[step];
    }
    const ofKey = key === undefined ? undefined : this.reader.places.get(holder)?.get(key)?.key;
    return this.positionAt(ofKey ?? offset);
  }
}

/** Warnings are of tags and directives that would be passed over: here nothing is passed over. */
function faultsOf({ errors, warnings }: Document.Parsed<ParsedNode>): Fault[] {
  return [...errors, ...warnings].map(({ pos, message }) => ({
    offset: pos[0],
    message:
      `found what is not YAML of a rollout file: ${escape(message.slice(0, 200))}. ` +
      "Correct the line; a text with special characters needs quotes.",
  }));
}

/** The library's own counter misses lines of some broken texts. */
function positionsIn(text: string): (offset: number) => Position {
  const ends = Array.from(text.matchAll(/\n/g), ({ index }) => index);
  return (offset) => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] ?? Infinity) < offset) low = middle + 1;
      else high = middle;
    }
    const start = low === 0 ? 0 : (ends[low - 1] ?? 0) + 1;
    return { line: low + 1, column: Math.min(offset, text.length) - start + 1 };
  };
}

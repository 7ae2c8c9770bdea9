import {
  Composer,
  CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  type Node,
  type ParsedNode,
  Parser,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { describe, escape, quote } from "./quote";
import type { RolloutMistake } from "./problem";

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
/** Counted with aliases written out, so that a few lines can't stand for millions. */
const MOST_VALUES = 100_000;
/** Where every character is an error, they take longer to make than anybody would read. */
const MOST_ERRORS = 100;

const START: Position = { line: 1, column: 1 };
const REFUSALS = {
  long:
    `found more than ${MOST_CHARACTERS / 1024} KiB; expected a rollout file. ` +
    "Name users by group, glob or rest instead of one by one.",
  deep: `found lists or mappings more than ${DEEPEST} deep; expected a rollout file, which goes six deep.`,
  many:
    `found more than ${MOST_VALUES} values, aliases written out; expected a rollout file. ` +
    "Name users by group, glob or rest.",
  second: "found a second YAML document; expected one. Remove the line of dashes and what follows it.",
};

/** Reads a YAML text, within bounds: whatever the text, in time linear in its length, and without an exception. */
export function readYaml(text: string): YamlSource {
  if (text.length > MOST_CHARACTERS) return refused({ position: START, path: [], message: REFUSALS.long });
  const positionAt = positionsIn(text);
  const documents = compose(text);
  if (Array.isArray(documents)) return new ReadText(documents, positionAt);
  return refused({ position: positionAt(documents.offset), path: [], message: documents.message });
}

function refused(mistake: RolloutMistake): YamlSource {
  return { value: undefined, mistakes: [mistake], positionOf: () => START };
}

/** By hand what `parseAllDocuments` does, but stopping at what decides that the text is refused. */
function compose(text: string): Document.Parsed<ParsedNode>[] | Fault {
  const parser = new Parser();
  const tokens = [];
  const seen = { error: 0, document: 0, value: 0 };
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) {
      tokens.push(token);
      if (token.type === "error" || token.type === "document") seen[token.type]++;
    }
    if (seen.error > MOST_ERRORS || seen.document > 1) break;
    const offset = parser.offset - lexeme.length;
    // The document is the first on the stack.
    if (parser.stack.length > DEEPEST + 1) return { offset, message: REFUSALS.deep };
    if (beginsValue(lexeme)) seen.value++;
    // The parser counts no character for SCALAR.
    if (seen.value > MOST_VALUES)
      return { offset: lexeme === CST.SCALAR ? parser.offset : offset, message: REFUSALS.many };
  }
  for (const token of parser.end()) tokens.push(token);
  // YAML 1.1 would read "no" as false and dates in ways of its own; duplicate keys are found in `YamlValues`.
  const composer = new Composer({ schema: "core", resolveKnownTags: false, merge: false, uniqueKeys: false });
  const documents = composer.compose(tokens, true, text.length);
  return withoutStacks(() => [...documents]);
}

/** Whether a key or a value begins: SCALAR, after which comes an indented or plain text, a quote, or an alias. */
function beginsValue(lexeme: string): boolean {
  return lexeme === CST.SCALAR || lexeme[0] === "*" || lexeme[0] === '"' || lexeme[0] === "'";
}

/** Errors of what is called have no stack: nobody reads it, and to take 250,000 of them takes half of all the time. */
function withoutStacks<T>(call: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return call();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
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

/** Something wrong with a text, at a character counted from 0. */
interface Fault {
  readonly offset: number;
  readonly message: string;
}

/** Where a key and its value begin; in a list both are where the item begins. */
export interface Span {
  readonly key: number;
  readonly value: number;
}

/**
 * Turns YAML nodes into plain values, and remembers where each was. Unlike the library's own conversion it takes
 * linear time over duplicate keys and aliases, bounds what aliases add up to, and says where each fault is.
 *
 * Aliases share the value that they stand for, so nothing is copied; its size counts again each time all the same,
 * because code that walks through the value afterwards goes there again each time.
 */
class YamlValues {
  readonly faults: Fault[] = [];
  /** By the list or mapping that holds them. */
  readonly places = new Map<unknown, Map<PropertyKey, Span>>();

  private readonly anchors = new Map<string, { value: unknown; size: number }>();
  private size = 0;

  /** The value of a node and all below it. What is faulty in it becomes `undefined`. */
  read(node: Node | null): unknown {
    if (!this.spend(1, node)) return undefined;
    if (isAlias(node)) return this.aliased(node.source, node);
    if (node === null) return null;
    const before = this.size;
    const value = this.readContent(node);
    if ("anchor" in node && typeof node.anchor === "string") {
      this.anchors.set(node.anchor, { value, size: this.size - before + 1 });
    }
    return value;
  }

  private readContent(node: Node): unknown {
    if (isMap(node)) return this.readMap(node as YAMLMap<Node, Node | null>);
    if (isSeq(node)) return this.readList(node as YAMLSeq<Node>);
    return isScalar(node) ? node.value : undefined;
  }

  private readList(node: YAMLSeq<Node>): unknown[] {
    const list: unknown[] = [];
    const places = this.placesOf(list);
    for (const item of node.items) {
      if (this.isFull()) break;
      const offset = offsetOf(item) ?? offsetOf(node) ?? 0;
      places.set(list.length, { key: offset, value: offset });
      list.push(this.read(item));
    }
    return list;
  }

  private readMap(node: YAMLMap<Node, Node | null>): object {
    // No prototype: a key named "__proto__" is a key like any other.
    const map = Object.create(null) as Record<string, unknown>;
    const places = this.placesOf(map);
    for (const pair of node.items) {
      if (this.isFull()) break;
      const offset = offsetOf(pair.key) ?? offsetOf(node) ?? 0;
      const key = this.readKey(pair.key, offset);
      if (key === undefined) continue;
      if (places.has(key)) {
        this.fault(
          offset,
          `found the key ${quote(key)} a second time; expected it once. Remove one of the two.`,
        );
      }
      places.set(key, { key: offset, value: offsetOf(pair.value) ?? offset });
      map[key] = this.read(pair.value);
    }
    return map;
  }

  private readKey(node: Node, offset: number): string | undefined {
    const key = this.read(node);
    if (this.isFull()) return undefined;
    if (typeof key !== "object" && key !== undefined) return String(key);
    this.fault(offset, `found ${describe(key)} as a key; expected a text. Write the key before its colon.`);
    return undefined;
  }

  private aliased(name: string, node: Node): unknown {
    const anchored = this.anchors.get(name);
    if (anchored === undefined) {
      const remedy = `Write &${escape(name)} before the value that is meant, or the value itself here.`;
      this.fault(
        offsetOf(node) ?? 0,
        `found the alias ${quote(`*${name}`)}; expected its anchor before it. ${remedy}`,
      );
      return undefined;
    }
    return this.spend(anchored.size, node) ? anchored.value : undefined;
  }

  /** Whether there is room for so many more values. Says once that there is none. */
  private spend(values: number, node: Node | null): boolean {
    if (this.isFull()) return false;
    this.size += values;
    if (!this.isFull()) return true;
    this.fault(offsetOf(node) ?? 0, REFUSALS.many);
    return false;
  }

  private isFull(): boolean {
    return this.size > MOST_VALUES;
  }

  private placesOf(holder: object): Map<PropertyKey, Span> {
    const places = new Map<PropertyKey, Span>();
    this.places.set(holder, places);
    return places;
  }

  private fault(offset: number, message: string): void {
    this.faults.push({ offset, message });
  }
}

function offsetOf(node: Node | null): number | undefined {
  return node?.range?.[0];
}

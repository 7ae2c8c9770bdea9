import { isAlias, isMap, isScalar, isSeq, type Node, type YAMLMap, type YAMLSeq } from "yaml";
import { describe, escape, quote } from "./quote";

/** Counted with aliases written out, so that a few lines can't stand for millions. */
const MOST_VALUES = 100_000;

/** Something wrong with a text, at a character counted from 0. */
export interface Fault {
  readonly offset: number;
  readonly message: string;
}

/** Where a key and its value begin; in a list both are where the item begins. */
export interface Position {
  readonly key: number;
  readonly value: number;
}

/**
 * Turns YAML nodes into plain values, and remembers where each was. Unlike the library's own conversion it takes
 * linear time over duplicate keys and aliases, bounds what aliases add up to, and says where each fault is.
 *
 * Aliases share the value that they stand for, so nothing is copied; its size counts again each time all the same,
 * because whoever walks through the value afterwards goes there again each time.
 */
export class YamlValues {
  readonly faults: Fault[] = [];
  /** By the list or mapping that holds them. */
  readonly places = new Map<unknown, Map<PropertyKey, Position>>();

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
    const found = `found more than ${MOST_VALUES} values, aliases written out`;
    this.fault(offsetOf(node) ?? 0, `${found}; expected a rollout file. Name users by group, glob or rest.`);
    return false;
  }

  private isFull(): boolean {
    return this.size > MOST_VALUES;
  }

  private placesOf(holder: object): Map<PropertyKey, Position> {
    const places = new Map<PropertyKey, Position>();
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

import { type Input, output } from "@pulumi/pulumi";
import type { List } from "./arguments";

/** An entry of a list of which each becomes a resource, and what tells that resource from the others. */
export interface Keyed {
  /** The entry itself where it is plain, and else its place in the list, from 0. */
  readonly key: string;
  readonly value: Input<string>;
}

/**
 * Hands on the entries of a list, a plain one that stands twice once. A resource's name has to be plain, so that one
 * made for an output is called by its place: to move it in the list replaces the resource.
 *
 * Of a list that is an output as a whole, they are handed on when it is known, and a preview shows the resources then
 * only.
 */
export function withKeyed(list: List<string> | undefined, make: (entries: readonly Keyed[]) => void): void {
  withList(list, (entries) => make(keyed(entries)));
}

/** Hands on the entries of a list: immediately where it is one, and else when it is known. */
export function withList(
  list: List<string> | undefined,
  make: (entries: readonly Input<string>[]) => void,
): void {
  if (list === undefined || isList(list)) make(list ?? []);
  else output(list).apply(make);
}

/** `Array.isArray` does not tell a list that can't be changed from an output. */
function isList(list: List<string>): list is readonly Input<string>[] {
  return Array.isArray(list);
}

function keyed(entries: readonly Input<string>[]): readonly Keyed[] {
  return entries.flatMap<Keyed>((value, place) => {
    if (typeof value !== "string") return [{ key: String(place), value }];
    return entries.indexOf(value) === place ? [{ key: value, value }] : [];
  });
}

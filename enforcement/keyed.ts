import type { Input } from "@pulumi/pulumi";

/** An entry of a list of which each becomes a resource, and what tells that resource from the others. */
export interface Keyed {
  /** The entry itself where it is plain, and else its place in the list, from 0. */
  readonly key: string;
  readonly value: Input<string>;
}

/**
 * The entries of a list, a plain one that stands twice once. A resource's name has to be plain, so that one made for
 * an output is called by its place: to move it in the list replaces the resource.
 */
export function keyed(entries: readonly Input<string>[] = []): readonly Keyed[] {
  return entries.flatMap<Keyed>((value, place) => {
    if (typeof value !== "string") return [{ key: String(place), value }];
    return entries.indexOf(value) === place ? [{ key: value, value }] : [];
  });
}

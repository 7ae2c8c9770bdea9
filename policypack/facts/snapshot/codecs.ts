import { z } from "zod";
import type { Fact, Found } from "../fact";

/**
 * How the parts of the model that JSON has no form for are written: one schema reads them, writes them and describes
 * them. https://zod.dev/codecs
 */
export type Codec<T> = z.ZodType<T, unknown>;

/** ISO 8601 in UTC, with milliseconds. */
export const instant: Codec<Date> = z
  .codec(z.iso.datetime(), z.date(), {
    decode: (text) => new Date(text),
    encode: (date) => date.toISOString(),
  })
  .meta({ id: "Instant" });

const reason = z
  .strictObject({
    what: z.string(),
    call: z.string(),
    code: z.string(),
    message: z.string(),
    remedy: z.string(),
  })
  .meta({ id: "Reason", description: "Why something could not be read, and what to do about it." });

/** A value that was read, or the reason why it could not be. */
export function fact<T>(value: Codec<T>): Codec<Fact<T>> {
  return z.discriminatedUnion("known", [
    z.strictObject({ known: z.literal(true), value }),
    z.strictObject({ known: z.literal(false), reason }),
  ]) as Codec<Fact<T>>;
}

export const complete = fact(z.literal(true));

/** A collection that may hold less than there is. */
export function found<T>(value: Codec<T>): Codec<Found<T>> {
  return z.strictObject({ found: value, complete }) as Codec<Found<T>>;
}

/** A map as a list of its entries: any text may be a key, also "__proto__". */
export function mapOf<T>(value: Codec<T>): Codec<ReadonlyMap<string, T>> {
  return z.codec(z.array(z.tuple([z.string(), value])), z.custom<ReadonlyMap<string, T>>(isMap), {
    decode: (entries) => new Map(entries as [string, T][]),
    encode: (map) => [...map] as [string, z.output<typeof value>][],
  }) as Codec<ReadonlyMap<string, T>>;
}

function isMap(value: unknown): boolean {
  return value instanceof Map;
}

/** Names and values, as a list of entries for the same reason. */
export const tags: Codec<Readonly<Record<string, string>>> = z.codec(
  z.array(z.tuple([z.string(), z.string()])),
  z.custom<Readonly<Record<string, string>>>(),
  {
    decode: (entries) => Object.fromEntries(entries),
    encode: (record) => Object.entries(record),
  },
);

/**
 * An object whose `unplanned` properties only a stack's plan sets. A snapshot is of an account as it is: they are not
 * written, and are as given here when it is read. Nor are those that follow from others: they are `derived` again.
 */
export function live<S extends z.ZodRawShape, U extends Readonly<Record<string, unknown>>, D extends object>(
  shape: S,
  unplanned: U,
  derived?: (value: z.output<z.ZodObject<S>>) => D,
): Codec<z.output<z.ZodObject<S>> & U & D> {
  const schema = z.strictObject(shape);
  type Live = z.output<typeof schema> & U & D;
  return z.codec(schema, z.custom<Live>(), {
    decode: (value) => ({ ...value, ...unplanned, ...derived?.(value as never) }) as unknown as Live,
    encode: (value) => {
      const again = derived?.(value) ?? {};
      const written = Object.entries(unlessPlanned(value, unplanned)).filter(([key]) => !(key in again));
      return Object.fromEntries(written) as never;
    },
  }) as unknown as Codec<Live>;
}

function unlessPlanned(value: object, unplanned: object): object {
  const entries = Object.entries(value);
  const planned = entries.find(([key, set]) => key in unplanned && !isEmpty(set));
  if (planned)
    throw new Error(`\`${planned[0]}\` is of a stack's plan, and a snapshot is of an account as it is`);
  return Object.fromEntries(entries.filter(([key]) => !(key in unplanned)));
}

function isEmpty(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 0);
}

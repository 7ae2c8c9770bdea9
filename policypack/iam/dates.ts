import { NEVER, readDate } from "./operators";
import type { Condition, PolicyDocument, Statement } from "./policy-document";
import { DAY } from "./days";

const TIME_KEYS = ["aws:currenttime", "aws:epochtime"];

/**
 * The dates to come or past in conditions on the time of the request, in milliseconds since 1970, each once, in
 * order. A date that never comes is none of them.
 */
export function datesIn(documents: readonly PolicyDocument[]): number[] {
  const values = documents
    .flatMap(({ statements }) => statements)
    .flatMap(({ conditions }) => conditions)
    .filter(isAboutTime)
    .flatMap((condition) => condition.values);
  const dates = values.map(readDate).filter((date) => date !== null && date < NEVER);
  return [...new Set(dates as number[])].sort((a, b) => a - b);
}

/** A condition of the statement that waits for a date that never comes. */
export function neverHolding({ conditions }: Statement): Condition | undefined {
  return conditions.find(
    (condition) =>
      isAboutTime(condition) &&
      !/lessthan|notequals/i.test(condition.operator) &&
      condition.values.length > 0 &&
      condition.values.every((value) => readDate(value) === NEVER),
  );
}

function isAboutTime({ key }: Condition): boolean {
  return TIME_KEYS.includes(key.toLowerCase());
}

/** A time to judge at, and the date in the policies from which on it is so; null: it is so now. */
export interface Moment {
  readonly at: Date;
  readonly since: Date | null;
}

/**
 * Now, and after each date to come that a condition on the time of the request names: between them, nothing changes.
 */
export function momentsFrom(now: Date, documents: readonly PolicyDocument[]): Moment[] {
  const dates = datesIn(documents).filter((date) => date > now.getTime());
  const after = (date: number, i: number) => (date + (dates[i + 1] ?? date + 2 * DAY)) / 2;
  const later = dates.map((date, i) => ({ at: new Date(after(date, i)), since: new Date(date) }));
  return [{ at: now, since: null }, ...later];
}

import { readDate } from "../../policypack/iam/condition-values";
import type { PolicyDocument } from "../../policypack/iam/document";
import { DAY } from "../rollout/dates";

/** A time to judge at, and the date in the policies from which on it is so; null: it is so now. */
export interface Moment {
  readonly at: Date;
  readonly since: Date | null;
}

/** Now, and after each date to come that a condition on the time of the request names: between them, nothing changes. */
export function momentsFrom(now: Date, documents: readonly PolicyDocument[]): Moment[] {
  const dates = datesOf(documents).filter((date) => date > now.getTime());
  const after = (date: number, i: number) => (date + (dates[i + 1] ?? date + 2 * DAY)) / 2;
  const later = dates.map((date, i) => ({ at: new Date(after(date, i)), since: new Date(date) }));
  return [{ at: now, since: null }, ...later];
}

/** Milliseconds since 1970, each once, in order. */
function datesOf(documents: readonly PolicyDocument[]): number[] {
  const values = documents
    .flatMap(({ statements }) => statements)
    .flatMap(({ conditions }) => conditions)
    .filter(({ key }) => ["aws:currenttime", "aws:epochtime"].includes(key.toLowerCase()))
    .flatMap((condition) => condition.values);
  return [...new Set(values.map(readDate).filter((date) => date !== null))].sort((a, b) => a - b);
}

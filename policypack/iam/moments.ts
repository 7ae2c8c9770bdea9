import { datesIn } from "./dates";
import type { PolicyDocument } from "./document";
import { DAY } from "./days";

/** A time to judge at, and the date in the policies from which on it is so; null: it is so now. */
export interface Moment {
  readonly at: Date;
  readonly since: Date | null;
}

/** Now, and after each date to come that a condition on the time of the request names: between them, nothing changes. */
export function momentsFrom(now: Date, documents: readonly PolicyDocument[]): Moment[] {
  const dates = datesIn(documents).filter((date) => date > now.getTime());
  const after = (date: number, i: number) => (date + (dates[i + 1] ?? date + 2 * DAY)) / 2;
  const later = dates.map((date, i) => ({ at: new Date(after(date, i)), since: new Date(date) }));
  return [{ at: now, since: null }, ...later];
}

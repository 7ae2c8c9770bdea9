import { InvalidArgumentError } from "commander";
import { DAY, isoMinute } from "../policypack/iam/days";

const MINUTE = 60_000;

/** "3 h 10 min". */
export function duration(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / MINUTE);
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes} min` : `${hours} h ${minutes % 60} min`;
}

/** One hour, in milliseconds. */
export const HOUR = 60 * 60 * 1000;

/** For an option that is a number of hours; more than none. */
export function hours(text: string): number {
  const number = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && number > 0) return number;
  throw new InvalidArgumentError("A number of hours is expected, such as 24.");
}

export { isoDay, isoMinute } from "../policypack/iam/days";

/** Whole days until a moment: 0 on the last day, -1 in the 24 hours after it. */
export function daysUntil(moment: Date, now: Date): number {
  return Math.floor((moment.getTime() - now.getTime()) / DAY);
}

/** Whole days since a moment: 0 in the 24 hours after it. */
export function daysSince(moment: Date, now: Date): number {
  return Math.floor((now.getTime() - moment.getTime()) / DAY);
}

/** An instant of the report, which is ISO 8601 for programs, as every text for people shows it. */
export function shownTime(instant: string): string {
  return isoMinute(new Date(instant));
}

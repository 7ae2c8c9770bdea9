import { InvalidArgumentError } from "commander";

/** One hour, in milliseconds. */
export const HOUR = 60 * 60 * 1000;

/** For an option that is a number of hours; more than none. */
export function hours(text: string): number {
  const number = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && number > 0) return number;
  throw new InvalidArgumentError("A number of hours is expected, such as 24.");
}

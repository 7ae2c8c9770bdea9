import { InvalidArgumentError } from "commander";

/** An option that is a whole number of days, at least one. */
export function days(text: string): number {
  const number = Number(text);
  if (/^\d{1,4}$/.test(text) && number > 0) return number;
  throw new InvalidArgumentError("A whole number of days is expected, such as 14.");
}

/** An option that is a moment: ISO 8601 with a time zone, as in a rollout file. */
export function moment(text: string): Date {
  const isInstant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text);
  const date = new Date(text);
  if (isInstant && !Number.isNaN(date.getTime())) return date;
  throw new InvalidArgumentError(
    "A date and time with its time zone is expected, such as 2027-02-01T09:00:00Z.",
  );
}

/** One day, in milliseconds. */
export const DAY = 24 * 60 * 60 * 1000;

/** The day in UTC, as AWS's own reports show it. */
export function isoDay(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** For programs: ISO 8601 in UTC, without empty fractions. */
export function isoInstant(date: Date): string {
  return date.toISOString().replace(".000Z", "Z");
}

/** To the minute, in UTC, with the zone for people who don't know it: how every text for people shows a time. */
export function isoMinute(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

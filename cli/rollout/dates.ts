export const DAY = 24 * 60 * 60 * 1000;

/** The day in UTC, as AWS's own reports show it. */
export function isoDay(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** To the minute, in UTC, with the zone for people who don't know it. */
export function isoMinute(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** Whole days until a moment: 0 on the last day, negative once it is past. */
export function daysUntil(moment: Date, now: Date): number {
  return Math.floor((moment.getTime() - now.getTime()) / DAY);
}

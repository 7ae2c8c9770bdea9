/** The day in UTC, as AWS's own reports show it. */
export function isoDay(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** To the minute, in UTC, with the zone for people who don't know it: how every text for people shows a time. */
export function isoMinute(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

const LISTED = 20;

/** A moment for messages: ISO 8601, UTC, without empty fractions. Null: "now". */
export function showDate(date: Date | null): string {
  return date?.toISOString().replace(".000Z", "Z") ?? "now";
}

/** The first 20 names; all of them are resources of the preview. */
export function showNames(names: readonly string[]): string {
  const more =
    names.length > LISTED ? ` and ${names.length - LISTED} more, each a resource of this preview` : "";
  return `${names.slice(0, LISTED).join(", ")}${more}`;
}

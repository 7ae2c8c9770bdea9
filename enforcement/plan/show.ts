import { isoMinute } from "@mfa-guard/policypack/internal/iam/dates";

const LISTED = 20;

/** A moment for messages. Null: "now". */
export function showDate(date: Date | null): string {
  return date === null ? "now" : isoMinute(date);
}

/** The first 20 names; all of them are resources of the preview. */
export function showNames(names: readonly string[]): string {
  const more =
    names.length > LISTED ? ` and ${names.length - LISTED} more, each a resource of this preview` : "";
  return `${names.slice(0, LISTED).join(", ")}${more}`;
}

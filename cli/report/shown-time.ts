import { isoMinute } from "../../policypack/iam/dates";

/** An instant of the report, which is ISO 8601 for programs, as every text for people shows it. */
export function shownTime(instant: string): string {
  return isoMinute(new Date(instant));
}

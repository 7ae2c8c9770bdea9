import { DAY } from "../../policypack/iam/dates";

export { isoDay, isoMinute } from "../../policypack/iam/dates";

/** Whole days until a moment: 0 on the last day, -1 in the 24 hours after it. */
export function daysUntil(moment: Date, now: Date): number {
  return Math.floor((moment.getTime() - now.getTime()) / DAY);
}

/** Whole days since a moment: 0 in the 24 hours after it. */
export function daysSince(moment: Date, now: Date): number {
  return Math.floor((now.getTime() - moment.getTime()) / DAY);
}

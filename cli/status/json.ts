import type { BurnDown } from "./burndown";
import type { Entry } from "./history";

/** Raised when a field of the JSON changes its meaning or goes; new fields don't raise it. */
const STATUS_VERSION = 1;

/** The burn-down for programs, with the earlier runs that there are. */
export function statusJson(status: BurnDown, history: readonly Entry[]): string {
  return JSON.stringify({ version: STATUS_VERSION, ...status, history }, null, 2);
}

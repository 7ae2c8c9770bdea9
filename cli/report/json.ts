import { visible } from "../text";
import type { Report } from "./model";

/** The report itself. `docs/report.schema.json` says what is in it. */
export function toJson(report: Report): string {
  return inertJson(report);
}

/** JSON in which nothing can act on a terminal: what JSON leaves as it is, is written as a code, and means the same. */
export function inertJson(value: unknown): string {
  return visible(JSON.stringify(value, null, 2));
}

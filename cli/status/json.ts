import { asJson } from "../json-model";
import { inertJson } from "../report/json";
import type { BurnDown } from "./burndown";
import { type Entry, type Status, STATUS_VERSION } from "./model";

/** The burn-down for programs, as `docs/status.schema.json` has it, with the earlier runs that there are. */
export function statusJson(status: BurnDown, history: readonly Entry[]): string {
  const json: Status = { version: STATUS_VERSION, ...asJson({ ...status, history }) };
  return inertJson(json);
}

import { byCause, sharedReason } from "../../policypack/facts/causes";
import type { AccountReport, UnknownReport } from "./model";

/** One cause why something could not be judged, with all that it left open. */
export interface Gap {
  readonly reason: UnknownReport["reason"];
  readonly rules: readonly string[];
}

/** Each cause once: one refused call leaves many users and rules open. */
export function gapsOf({ results }: AccountReport): readonly Gap[] {
  const unknowns = results.flatMap(({ rule, unknowns }) => unknowns.map((unknown) => ({ ...unknown, rule })));
  return byCause(unknowns).map((cause) => ({
    reason: sharedReason(cause),
    rules: [...new Set(cause.gaps.map(({ rule }) => rule))],
  }));
}

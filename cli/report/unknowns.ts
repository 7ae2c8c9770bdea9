import { describeReason } from "../../policypack/facts/fact";
import type { AccountReport, UnknownReport } from "./model";

/** One reason why something could not be judged, with all that it left open. */
export interface Gap {
  readonly reason: UnknownReport["reason"];
  readonly rules: readonly string[];
}

/** Each reason once: one refused call leaves many rules open. */
export function gapsOf({ results }: AccountReport): readonly Gap[] {
  const gaps = new Map<string, { reason: Gap["reason"]; rules: Set<string> }>();
  for (const { rule, unknowns } of results) {
    for (const { reason } of unknowns) {
      const gap = gaps.get(describeReason(reason)) ?? { reason, rules: new Set() };
      gaps.set(describeReason(reason), { ...gap, rules: gap.rules.add(rule) });
    }
  }
  return [...gaps.values()].map(({ reason, rules }) => ({ reason, rules: [...rules] }));
}

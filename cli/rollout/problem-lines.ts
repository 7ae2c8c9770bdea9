import type { Problem } from "../../policypack/rollout/problem";
import { paragraph, type Sheet } from "../report/lines";
import { oneLine } from "../text";

/** What the rollout file says and hardly means, in the same words as `validate`, the rules and the stack; none: nothing. */
export function rolloutLines(problems: readonly Problem[], sheet: Sheet): string[] {
  if (problems.length === 0) return [];
  return [
    "The rollout file:",
    ...problems.map(({ where, message }) => paragraph(sheet, oneLine(`${where}: ${message}`), "- ")),
  ];
}

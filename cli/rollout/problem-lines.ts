import type { Problem } from "../../policypack/rollout/problem";
import { paragraph, type TerminalLayout } from "../report/terminal-layout";
import { oneLine } from "../text";

/** What the rollout file says and hardly means, in the same words as `validate`, the rules and the stack; none: nothing. */
export function rolloutLines(problems: readonly Problem[], layout: TerminalLayout): string[] {
  if (problems.length === 0) return [];
  return [
    "The rollout file:",
    ...problems.map(({ where, message }) => paragraph(layout, oneLine(`${where}: ${message}`), "- ")),
  ];
}

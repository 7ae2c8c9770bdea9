import type { Problem } from "../../policypack/rollout/problem";
import { namesInRow, paragraph, type TerminalLayout } from "../report/terminal-layout";
import { oneLine } from "../text";
import { namesByText } from "../report/left-out";

/** What the rollout file says and hardly means, in the same words as `validate`, the rules and the stack; none: nothing. */
export function rolloutLines(problems: readonly Problem[], layout: TerminalLayout): string[] {
  if (problems.length === 0) return [];
  return [
    "The rollout file:",
    ...problems.map(({ where, message }) => paragraph(layout, oneLine(`${where}: ${message}`), "- ")),
  ];
}

interface ProblemsOfAccount {
  readonly account: string;
  readonly problems: readonly Problem[];
}

/** What is the matter, and with the files of which accounts: many may go by one file. */
export function problemsOfAccounts(
  accounts: readonly ProblemsOfAccount[],
): ReadonlyMap<string, readonly string[]> {
  return namesByText(
    accounts.flatMap(({ account, problems }) =>
      problems.map(({ where, message }) => [`${where}: ${message}`, account] as const),
    ),
  );
}

/** The same of an organization; what is the matter with several files is told once. */
export function organizationRolloutLines(
  accounts: readonly ProblemsOfAccount[],
  layout: TerminalLayout,
): string[] {
  const byProblem = problemsOfAccounts(accounts);
  if (byProblem.size === 0) return [];
  const lines = [...byProblem].map(([text, names]) => `${text} (${namesInRow(layout, names)})`);
  return ["The rollout files:", ...lines.map((line) => paragraph(layout, oneLine(line), "- "))];
}

import { access } from "node:fs/promises";
import type { Rollout } from "../../policypack/rollout/rollout";
import type { Problem } from "../../policypack/rollout/problem";
import type { Cli } from "../context";
import { readRolloutFile } from "../input";
import { namesByText } from "../report/left-out";
import { namesInRow, paragraph, type TerminalLayout } from "../report/terminal-layout";
import { oneLine } from "../text";

/** What the stack's documentation calls the file. */
export const USUAL_NAME = "rollout.yaml";

/**
 * The rollout file that a user named; where they named none, `rollout.yaml` in the folder they are in, if it is there.
 * @throws CliError where the named file is not there, or a file has mistakes.
 */
export async function loadRollout(cli: Cli, file: string | undefined): Promise<Rollout | null> {
  const found = await rolloutFileOf(cli, file);
  return found === undefined ? null : readRolloutFile(cli, found);
}

/** Which file that is, as a user would write it; undefined: none. */
export async function rolloutFileOf(cli: Cli, file: string | undefined): Promise<string | undefined> {
  if (file !== undefined) return file;
  const isThere = await access(cli.resolve(USUAL_NAME)).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== "ENOENT",
  );
  if (!isThere) return undefined;
  cli.progress(`Going by ${USUAL_NAME} of this folder.`);
  return USUAL_NAME;
}

/**
 * What the rollout file says and hardly means, in the same words as `validate`, the rules and the stack; none: nothing.
 */
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

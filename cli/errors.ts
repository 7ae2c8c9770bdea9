/** What ended a command before it could answer: told in one message without a stack trace, with exit code 2. */
export class CliError extends Error {
  override readonly name = "CliError";
}

/** Exit codes: the same for every command, so that a pipeline can tell a finding from a failure. */
export const EXIT = { nothingFound: 0, found: 1, couldNotRun: 2 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The words of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

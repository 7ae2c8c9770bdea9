import assert from "node:assert/strict";
import type { RunResult } from "../../sandbox/run";

/** What may be on standard error, and why. */
const ALLOWED: readonly { readonly line: RegExp; readonly why: string }[] = [];

/** What Node.js, npm and Pulumi begin a line with that is not about the user's account, wherever it is shown. */
const STRAY = /\(node:\d+\)|\(Use `node --|Warning: |\bwarning: |\bdeprecated\b|^npm (warn|notice|error)/i;

/** The lines of a command that are not about the user's account: they hide those that are. */
export function strayLines({ stdout, stderr }: Pick<RunResult, "stdout" | "stderr">): string[] {
  const odd = stderr.split("\n").filter((line) => !ALLOWED.some((allowed) => allowed.line.test(line)));
  return [...odd, ...stdout.split("\n").filter((line) => STRAY.test(line))].filter(
    (line) => line.trim() !== "",
  );
}

/** Fails the test where a command says what is not about the user's account. */
export function assertNothingStray(result: RunResult): void {
  assert.deepEqual(strayLines(result), [], result.output);
}

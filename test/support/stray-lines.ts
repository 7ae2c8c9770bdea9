import assert from "node:assert/strict";
import type { RunResult } from "../../sandbox/run";

/** What may be on standard error, and why. */
const ALLOWED: readonly { readonly line: RegExp; readonly why: string }[] = [
  { line: /^Created stack '[^']*'$/, why: "The answer of `pulumi stack init`, by Pulumi v3.258." },
  {
    line: /^\[notice\] (A new release of pip is available|To update, run): /,
    why: "pip's own, once a week.",
  },
  { line: /^(engine|emulator|provider|cache): /, why: "What `npm start` is making, the first time." },
];

/**
 * What Node.js, npm and Pulumi say that is not about the user's account, wherever it is shown. The stack's own warnings
 * are about it.
 */
const STRAY =
  /\(node:\d+\)|\(Use `node --|\b[A-Z]\w*Warning: |\bwarning: (using|resource plugin) |\b[Dd]eprecated\b|^npm (warn|notice|error)/;

/** The lines of a command that are not about the user's account: they hide those that are. */
export function strayLines({ stdout, stderr }: Pick<RunResult, "stdout" | "stderr">): string[] {
  const lines = stderr.split("\n");
  // From there on it says why the command failed, in one line or more; that it did is for its test to judge.
  const failed = lines.findIndex((line) => /^error: /.test(line));
  const expected = (line: string, at: number) =>
    (failed >= 0 && at >= failed) || ALLOWED.some((allowed) => allowed.line.test(line));
  const odd = lines.filter((line, at) => STRAY.test(line) || !expected(line, at));
  return [...odd, ...stdout.split("\n").filter((line) => STRAY.test(line))].filter(
    (line) => line.trim() !== "",
  );
}

/** Fails the test where a command says what is not about the user's account. */
export function assertNothingStray(result: RunResult): void {
  assert.deepEqual(strayLines(result), [], result.output);
}

/** Skips a test, or all of a suite from its hook, and says in their titles why: mocha shows nothing else of it. */
export function skip(context: Mocha.Context, why: string): void {
  const test = context.test as Mocha.Test | Mocha.Hook | undefined;
  const skipped = test?.type === "hook" ? (test.parent?.tests ?? []) : test ? [test] : [];
  for (const each of skipped) each.title += ` (skipped: ${why})`;
  context.skip();
}

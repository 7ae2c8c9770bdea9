import type { Command } from "commander";

/** A command line as a user types it, and what it is for. */
export interface Example {
  readonly line: string;
  readonly purpose: string;
}

const EXAMPLES = new WeakMap<Command, readonly Example[]>();

/** Shows examples at the end of a command's help. A test parses each of them. */
export function withExamples(command: Command, examples: readonly Example[]): Command {
  EXAMPLES.set(command, examples);
  const lines = examples.map(({ line, purpose }) => `  # ${purpose}\n  ${line}`);
  return command.addHelpText("after", `\nExamples:\n${lines.join("\n")}`);
}

export function examplesOf(command: Command): readonly Example[] {
  return EXAMPLES.get(command) ?? [];
}

import { type Command, Help, type HelpConfiguration } from "commander";
import { fitted, wrap } from "./instructions/wrap";

/**
 * Commander leaves descriptions as they are where fewer columns than that are left beside the options: there they stand
 * below them.
 */
const BESIDE = 30;

export const HELP: HelpConfiguration = {
  showGlobalOptions: true,
  minWidthToWrap: BESIDE,
  formatItem(term, termWidth, description, helper) {
    const columns = helper.helpWidth ?? 0;
    const isNarrow = columns > 0 && columns - termWidth - "    ".length < BESIDE;
    return isNarrow && description
      ? `  ${term}\n${wrap(description, "      ", columns)}`
      : Help.prototype.formatItem.call(helper, term, termWidth, description, helper);
  },
};

/** A command line as a user types it, and what it is for. */
export interface Example {
  readonly line: string;
  readonly purpose: string;
}

const EXAMPLES = new WeakMap<Command, readonly Example[]>();

/** Shows examples at the end of a command's help, each in one line, to be copied. A test parses each of them. */
export function withExamples(command: Command, examples: readonly Example[]): Command {
  EXAMPLES.set(command, examples);
  return below(command, (columns) => [
    "Examples:",
    ...examples.map(({ line, purpose }) => `${asComment(purpose, columns)}\n  ${line}`),
  ]);
}

export function examplesOf(command: Command): readonly Example[] {
  return EXAMPLES.get(command) ?? [];
}

/** Shows paragraphs below a command's options. An indented one is to be typed, and stays in one line. */
export function withNotes(command: Command, paragraphs: readonly string[]): Command {
  return below(command, (columns) =>
    paragraphs.map((text) => (text.startsWith(" ") ? text : fitted(text, columns))),
  );
}

/** What commander adds below its own help it does not fit to the width. */
function below(command: Command, linesFor: (columns: number) => readonly string[]): Command {
  return command.addHelpText("after", ({ error }) => {
    const { getOutHelpWidth, getErrHelpWidth } = command.configureOutput();
    return `\n${linesFor((error ? getErrHelpWidth : getOutHelpWidth)?.() ?? 0).join("\n")}`;
  });
}

/** For a shell: pasted with its command, it does nothing. */
function asComment(text: string, columns: number): string {
  const mark = "  # ";
  const lines = columns === 0 ? [text] : wrap(text, "", columns - mark.length).split("\n");
  return lines.map((line) => `${mark}${line}`).join("\n");
}

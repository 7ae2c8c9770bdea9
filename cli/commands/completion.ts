import { Argument, Command } from "commander";
import { toBash, toFish, toZsh } from "../completion/shells";
import { syntaxOf } from "../completion/syntax";
import type { Cli } from "../context";
import { withExamples, withNotes } from "../help-text";

const SHELLS = { bash: toBash, zsh: toZsh, fish: toFish };

/** Prints a script that completes commands, options and their values. */
export function completionCommand(cli: Cli): Command {
  const command = new Command("completion")
    .addArgument(new Argument("<shell>", "the shell").choices(Object.keys(SHELLS)))
    .action((shell: keyof typeof SHELLS) => cli.print(SHELLS[shell](syntaxOf(command.parent ?? command))));
  withNotes(command, NOTES);
  return withExamples(command, [
    { line: "mfa-guard completion bash", purpose: "In ~/.bashrc: source <(mfa-guard completion bash)" },
    {
      line: "mfa-guard completion zsh",
      purpose: "In ~/.zshrc, after compinit: source <(mfa-guard completion zsh)",
    },
    { line: "mfa-guard completion fish", purpose: "To ~/.config/fish/completions/mfa-guard.fish" },
  ]);
}

const NOTES = [
  "It also completes `npx mfa-guard`, and leaves what your shell completes after npx otherwise as it is. In zsh, the " +
    "script can instead be a file _mfa-guard in a folder of $fpath; it then completes mfa-guard alone.",
];

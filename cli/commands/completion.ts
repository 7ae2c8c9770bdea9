import { Argument, Command } from "commander";
import { toBash } from "../completion/bash";
import { toFish } from "../completion/fish";
import { wordsOf } from "../completion/words";
import { toZsh } from "../completion/zsh";
import type { Cli } from "../context";
import { withExamples } from "../examples";

const SHELLS = { bash: toBash, zsh: toZsh, fish: toFish };

/** Prints a script that completes commands, options and their values. */
export function completionCommand(cli: Cli): Command {
  const command = new Command("completion")
    .addArgument(new Argument("<shell>", "the shell").choices(Object.keys(SHELLS)))
    .action((shell: keyof typeof SHELLS) => cli.print(SHELLS[shell](wordsOf(command.parent ?? command))));
  return withExamples(command, [
    { line: "mfa-guard completion bash", purpose: "In ~/.bashrc: source <(mfa-guard completion bash)" },
    { line: "mfa-guard completion zsh", purpose: "To a file _mfa-guard in a folder of $fpath" },
    { line: "mfa-guard completion fish", purpose: "To ~/.config/fish/completions/mfa-guard.fish" },
  ]);
}

import type { Argument, Command, Option } from "commander";
import { valuesOf } from "./values";

/** What may be typed, of one command. */
export interface CommandSyntax {
  /** Empty for what may stand before any command. */
  readonly command: string;
  readonly description: string;
  readonly options: readonly OptionSyntax[];
  readonly arguments: readonly string[];
  /** Whether an argument is a file or a folder. */
  readonly takesFiles: boolean;
}

/** What comes after an option; "other": something that no shell can know, such as the name of a user. */
export type Value = "none" | "choice" | "file" | "profile" | "other";

export interface OptionSyntax {
  readonly name: string;
  readonly description: string;
  readonly value: Value;
  /** Empty unless the value is one of them. */
  readonly choices: readonly string[];
  /** Whether more than one value may follow. */
  readonly variadic: boolean;
}

/** Everything that the program takes, read off the program itself; a command by each of its names. */
export function syntaxOf(program: Command): readonly CommandSyntax[] {
  const global = program.options.map(optionSyntax);
  const commands = program.commands.flatMap((command) => {
    const names = [command.name(), ...command.aliases()];
    return names.map((name) => commandWords(name, command, [...global, HELP]));
  });
  const arguments_ = commands.map(({ command }) => command);
  return [
    {
      command: "",
      description: program.description(),
      options: [...global, HELP],
      arguments: [],
      takesFiles: false,
    },
    ...commands,
    ...helpCommand(program).map((help) => ({ ...commandWords("help", help, [HELP]), arguments: arguments_ })),
  ];
}

function commandWords(name: string, command: Command, more: readonly OptionSyntax[]): CommandSyntax {
  const { options, registeredArguments } = command;
  return {
    command: name,
    description: command.description(),
    options: [...options.map(optionSyntax), ...more],
    arguments: registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
    takesFiles: registeredArguments.some(isFile),
  };
}

/** Commander makes its own command only where the help is asked for. */
function helpCommand(program: Command): readonly Command[] {
  return program
    .createHelp()
    .visibleCommands(program)
    .filter((command) => command.name() === "help");
}

/** Commander keeps its own option apart from the others. */
const HELP: OptionSyntax = {
  name: "--help",
  description: "show help",
  value: "none",
  choices: [],
  variadic: false,
};

function optionSyntax(option: Option): OptionSyntax {
  const { long, description, variadic } = option;
  const choices = valuesOf(option);
  return { name: long ?? option.flags, description, value: valueOf(option, choices), choices, variadic };
}

/** By the words that stand for values in the help. */
function valueOf({ long, flags, required, optional }: Option, choices: readonly string[]): Value {
  if (!required && !optional) return "none";
  if (choices.length > 0) return "choice";
  if (PROFILES.includes(long ?? "")) return "profile";
  return /[<[](file|folder|path|place|snapshot)\b/.test(flags) ? "file" : "other";
}

const PROFILES = ["--profile", "--profile-name", "--write-profile"];

function isFile(argument: Argument): boolean {
  return /^(file|folder)$/.test(argument.name());
}

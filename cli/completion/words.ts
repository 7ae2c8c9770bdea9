import type { Command, Option } from "commander";
import { valuesOf } from "./values";

/** What may be typed, of one command. */
export interface Words {
  /** Empty for what may stand before any command. */
  readonly command: string;
  readonly description: string;
  readonly options: readonly OptionWords[];
  readonly arguments: readonly string[];
}

export interface OptionWords {
  readonly name: string;
  readonly description: string;
  readonly takesValue: boolean;
  /** Empty: any value, most likely a file. */
  readonly choices: readonly string[];
  /** Whether more than one value may follow. */
  readonly variadic: boolean;
}

/** Everything that the program takes, read off the program itself. */
export function wordsOf(program: Command): readonly Words[] {
  const global = program.options.map(optionWords);
  return [
    { command: "", description: program.description(), options: [...global, HELP], arguments: [] },
    ...program.commands.map((command) => ({
      command: command.name(),
      description: command.description(),
      options: [...command.options.map(optionWords), ...global, HELP],
      arguments: command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
    })),
  ];
}

/** Commander keeps its own option apart from the others. */
const HELP: OptionWords = {
  name: "--help",
  description: "show help",
  takesValue: false,
  choices: [],
  variadic: false,
};

function optionWords(option: Option): OptionWords {
  const { long, description, required, optional, variadic } = option;
  return {
    name: long ?? option.flags,
    description,
    takesValue: required || optional,
    choices: valuesOf(option),
    variadic,
  };
}

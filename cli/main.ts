import { Command, CommanderError } from "commander";
import { commandsFor, isCommand } from "./commands";
import { addConnectionOptions } from "./connection-options";
import { Cli, type CliEnvironment } from "./context";
import { CliError, EXIT, type ExitCode, messageOf } from "./errors";
import { HELP, withExamples } from "./help-text";
import { addTimeLimit } from "./time-limit";
import { fitted } from "./instructions/wrap";
import { TOOL } from "./version";

/**
 * The command `mfa-guard`, ready to parse.
 * @param args What it is to parse: subcommands that this does not need are only listed. Left out: all are whole.
 */
export function createProgram(cli: Cli, args?: readonly string[]): Command {
  const program = new Command("mfa-guard")
    .description("Gets every console user of an AWS account behind MFA, and keeps it so.")
    .version(TOOL.version, "-V, --version", "print the version")
    .helpOption("-h, --help", "show help")
    .helpCommand("help [command]", "show help of a command")
    .showSuggestionAfterError()
    .showHelpAfterError("(--help tells more)")
    .configureHelp(HELP)
    .configureOutput(outputOf(cli))
    .exitOverride();
  addConnectionOptions(program);
  addTimeLimit(program);
  withExamples(program, EXAMPLES);
  for (const command of commandsFor(cli, args)) program.addCommand(command.copyInheritedSettings(program));
  return program;
}

const EXAMPLES = [
  { line: "mfa-guard audit", purpose: "Who has no MFA, in the account of the environment's credentials" },
  {
    line: "mfa-guard audit --profile prod --format html --output mfa.html",
    purpose: "The same as an HTML page",
  },
  { line: "mfa-guard policy --format terraform", purpose: "The policy that makes users enrol" },
  { line: "mfa-guard permissions", purpose: "The permissions that these commands need" },
];

function outputOf({ stdout, stderr }: Cli) {
  return {
    writeOut: (text: string) => void stdout.write(text),
    writeErr: (text: string) => void stderr.write(text),
    getOutHelpWidth: () => stdout.columns ?? 100,
    getErrHelpWidth: () => stderr.columns ?? 100,
    getOutHasColors: () => false,
    getErrHasColors: () => false,
    outputError: (text: string, write: (text: string) => void) => write(fitted(text, stderr.columns)),
  };
}

/**
 * Runs a command line.
 * @param args What the user typed after `mfa-guard`.
 * @returns The exit code: 0 nothing found, 1 something found, 2 could not run.
 */
export async function run(args: readonly string[], environment: CliEnvironment): Promise<ExitCode> {
  const cli = new Cli(environment);
  try {
    await createProgram(cli, args).parseAsync(withoutHelp(args), { from: "user" });
    return cli.exitCode;
  } catch (error) {
    // Commander has told its own errors already; help and version come as errors with code 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.nothingFound : EXIT.couldNotRun;
    cli.warn(`mfa-guard: ${explain(error)}`);
    return EXIT.couldNotRun;
  }
}

/**
 * Commander answers "help nope" with the whole help; "nope" alone is told to be no command, with the one that is meant.
 */
function withoutHelp(args: readonly string[]): readonly string[] {
  const [first, name] = args;
  return first === "help" && name !== undefined && name !== "help" && !isCommand(name) ? [name] : args;
}

/** Only a mistake of ours shows where it was made. */
function explain(error: unknown): string {
  if (error instanceof CliError) return error.message;
  const stack = error instanceof Error ? error.stack : undefined;
  return `this is a bug, please report it: ${stack ?? messageOf(error)}`;
}

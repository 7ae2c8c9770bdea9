import { Command, CommanderError } from "commander";
import { auditCommand } from "./commands/audit";
import { completionCommand } from "./commands/completion";
import { enrolCommand } from "./commands/enrol";
import { instructionsCommand } from "./commands/instructions";
import { permissionsCommand } from "./commands/permissions";
import { planCommand } from "./commands/plan";
import { policyCommand } from "./commands/policy";
import { remindCommand } from "./commands/remind";
import { resyncCommand } from "./commands/resync";
import { snapshotCommand } from "./commands/snapshot";
import { statusCommand } from "./commands/status";
import { verifyCommand } from "./commands/verify";
// One import a command, by name.
import { addConnectionOptions } from "./connection";
import { Cli, type Surroundings } from "./context";
import { CliError, EXIT, type ExitCode, messageOf } from "./errors";
import { withExamples } from "./examples";
import { TOOL } from "./version";

/** Every subcommand, in the order in which the help lists them. Each gets the run that it is a part of. */
const COMMANDS: readonly ((cli: Cli) => Command)[] = [
  auditCommand,
  planCommand,
  statusCommand,
  verifyCommand,
  enrolCommand,
  resyncCommand,
  instructionsCommand,
  remindCommand,
  policyCommand,
  permissionsCommand,
  snapshotCommand,
  completionCommand,
];

/** The command `mfa-guard`, ready to parse. */
export function createProgram(cli: Cli): Command {
  const program = new Command("mfa-guard")
    .description("Gets every console user of an AWS account behind MFA, and keeps it so.")
    .version(TOOL.version, "-V, --version", "print the version")
    .helpOption("-h, --help", "show help")
    .helpCommand("help [command]", "show help of a command")
    .showSuggestionAfterError()
    .showHelpAfterError("(--help tells more)")
    .configureHelp({ showGlobalOptions: true })
    .configureOutput(outputOf(cli))
    .exitOverride();
  addConnectionOptions(program);
  withExamples(program, EXAMPLES);
  for (const create of COMMANDS) program.addCommand(create(cli).copyInheritedSettings(program));
  return program;
}

const EXAMPLES = [
  { line: "mfa-guard audit", purpose: "Who has no MFA, in the account of the environment's credentials" },
  {
    line: "mfa-guard audit --profile prod --format html --output mfa.html",
    purpose: "The same for a browser",
  },
  { line: "mfa-guard policy --format terraform", purpose: "The policy that makes people enrol" },
  { line: "mfa-guard permissions", purpose: "What may be granted to whoever runs the above" },
];

function outputOf({ stdout, stderr }: Cli) {
  return {
    writeOut: (text: string) => void stdout.write(text),
    writeErr: (text: string) => void stderr.write(text),
    getOutHelpWidth: () => stdout.columns ?? 100,
    getErrHelpWidth: () => stderr.columns ?? 100,
    getOutHasColors: () => false,
    getErrHasColors: () => false,
  };
}

/**
 * Runs a command line.
 * @param args What the user typed after `mfa-guard`.
 * @returns The exit code: 0 nothing found, 1 something found, 2 could not run.
 */
export async function run(args: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const cli = new Cli(surroundings);
  try {
    await createProgram(cli).parseAsync(args, { from: "user" });
    return cli.exitCode;
  } catch (error) {
    // Commander has told its own errors already; help and version come as errors with code 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.nothingFound : EXIT.couldNotRun;
    cli.warn(`mfa-guard: ${explain(error)}`);
    return EXIT.couldNotRun;
  }
}

/** Only a mistake of ours shows where it was made. */
function explain(error: unknown): string {
  if (error instanceof CliError) return error.message;
  const stack = error instanceof Error ? error.stack : undefined;
  return `this is a bug, please report it: ${stack ?? messageOf(error)}`;
}

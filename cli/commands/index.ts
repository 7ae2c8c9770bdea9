/* eslint-disable @typescript-eslint/no-require-imports, @typescript-eslint/consistent-type-imports -- to load late */
import { Command } from "commander";
import type { Cli } from "../context";

/** As much of a command as the list of all of them shows, and the way to the rest. */
interface Listed {
  readonly description: string;
  /** Another spelling. */
  readonly alias?: string;
  readonly argument?: string;
  /** Left out: it has. */
  readonly hasOptions?: boolean;
  readonly load: () => (cli: Cli) => Command;
}

/**
 * Every subcommand by its name, in the order in which the help lists them; each is loaded when it is asked for, because
 * all of them together take longer than to read a small account.
 */
const COMMANDS: Readonly<Record<string, Listed>> = {
  audit: {
    description:
      "Check an account against all rules: which users have no MFA, and what else needs attention.",
    load: () => (require("./audit") as typeof import("./audit")).auditCommand,
  },
  merge: {
    description: "Make one report from the results that runs of audit --org kept, in folders or in S3.",
    argument: "<place...>",
    load: () => (require("./merge") as typeof import("./merge")).mergeCommand,
  },
  plan: {
    description: "Show how enforced MFA would affect each user, and propose the waves of a rollout.",
    load: () => (require("./plan") as typeof import("./plan")).planCommand,
  },
  status: {
    description: "Show the progress of a rollout: who is enrolled, in grace, overdue or exempt, by wave.",
    load: () => (require("./status") as typeof import("./status")).statusCommand,
  },
  validate: {
    description: "List the mistakes in a rollout file, with line numbers. Makes no AWS calls.",
    argument: "[file]",
    load: () => (require("./validate") as typeof import("./validate")).validateCommand,
  },
  verify: {
    description:
      "Prove what is denied: for each console user, list the actions that work without MFA under the deployed " +
      "policies.",
    load: () => (require("./verify") as typeof import("./verify")).verifyCommand,
  },
  enrol: {
    description: "Set up an authenticator app as an MFA device for your own IAM user.",
    alias: "enroll",
    load: () => (require("./enrol") as typeof import("./enrol")).enrolCommand,
  },
  session: {
    description: "Start or renew an MFA session for the AWS CLI, with a code from your device.",
    load: () => (require("./session") as typeof import("./session")).sessionCommand,
  },
  resync: {
    description: "Resynchronize your MFA device when its codes are refused.",
    load: () => (require("./resync") as typeof import("./resync")).resyncCommand,
  },
  instructions: {
    description: "Write instructions for setting up MFA, with the account's sign-in URL and the deadline.",
    load: () => (require("./instructions") as typeof import("./instructions")).instructionsCommand,
  },
  remind: {
    description: "Write reminders for users who are in grace, as a mail-merge file or as one email for each.",
    load: () => (require("./remind") as typeof import("./remind")).remindCommand,
  },
  policy: {
    description: "Print the force-MFA self-service policy, to deploy it without the Pulumi stack.",
    load: () => (require("./policy") as typeof import("./policy")).policyCommand,
  },
  permissions: {
    description: "Print the IAM policy that a command needs. Without --for: to read an account.",
    load: () => (require("./permissions") as typeof import("./permissions")).permissionsCommand,
  },
  snapshot: {
    description:
      "Save the facts of an account to a file, to check it later or elsewhere. Contains no secrets.",
    load: () => (require("./snapshot") as typeof import("./snapshot")).snapshotCommand,
  },
  completion: {
    description: "Print a completion script for a shell.",
    argument: "<shell>",
    hasOptions: false,
    load: () => (require("./completion") as typeof import("./completion")).completionCommand,
  },
};

/** By its name or its other spelling. */
function named(word: string | undefined): [string, Listed][] {
  return Object.entries(COMMANDS).filter(
    ([name, { alias }]) => word !== undefined && (word === name || word === alias),
  );
}

export function isCommand(word: string): boolean {
  return named(word).length > 0;
}

/**
 * The commands for a command line: the one that it begins with; or those that it names, after global options or `help`,
 * and of the others as much as the help and a mistake need. All of them where nothing is known of the line, and for
 * the completion, which has every option.
 */
export function commandsFor(cli: Cli, args?: readonly string[]): Command[] {
  const own = named(args?.[0]);
  const all = args === undefined || args.includes("completion");
  if (own.length > 0 && !all) return own.map(([, listed]) => whole(cli, listed));
  const asked = new Set(args?.flatMap((arg) => named(arg).map(([name]) => name)));
  return Object.entries(COMMANDS).map(([name, listed]) =>
    all || asked.has(name) ? whole(cli, listed) : listing(name, listed),
  );
}

function whole(cli: Cli, { description, alias, load }: Listed): Command {
  const command = load()(cli).description(description);
  return alias === undefined ? command : command.alias(alias);
}

/** Stands in for a command that is only listed. The option and its name are never shown: that there is one, is. */
function listing(name: string, { description, alias, argument, hasOptions = true }: Listed): Command {
  const command = new Command(name).description(description);
  if (alias !== undefined) command.alias(alias);
  if (argument !== undefined) command.argument(argument);
  return hasOptions ? command.option("--some") : command;
}

/* eslint-disable @typescript-eslint/no-require-imports, @typescript-eslint/consistent-type-imports -- to load late */
import type { Command } from "commander";
import type { Cli } from "../context";

/**
 * Every subcommand by its name, in the order in which the help lists them; each is loaded when it is asked for, because
 * all of them together take as long as to read a small account.
 */
const COMMANDS: Readonly<Record<string, () => (cli: Cli) => Command>> = {
  audit: () => (require("./audit") as typeof import("./audit")).auditCommand,
  plan: () => (require("./plan") as typeof import("./plan")).planCommand,
  status: () => (require("./status") as typeof import("./status")).statusCommand,
  validate: () => (require("./validate") as typeof import("./validate")).validateCommand,
  verify: () => (require("./verify") as typeof import("./verify")).verifyCommand,
  enrol: () => (require("./enrol") as typeof import("./enrol")).enrolCommand,
  session: () => (require("./session") as typeof import("./session")).sessionCommand,
  resync: () => (require("./resync") as typeof import("./resync")).resyncCommand,
  instructions: () => (require("./instructions") as typeof import("./instructions")).instructionsCommand,
  remind: () => (require("./remind") as typeof import("./remind")).remindCommand,
  policy: () => (require("./policy") as typeof import("./policy")).policyCommand,
  permissions: () => (require("./permissions") as typeof import("./permissions")).permissionsCommand,
  snapshot: () => (require("./snapshot") as typeof import("./snapshot")).snapshotCommand,
  completion: () => (require("./completion") as typeof import("./completion")).completionCommand,
};

/** Other spellings, of which each command knows its own too. */
const ALIASES: Readonly<Record<string, string>> = { enroll: "enrol" };

export function isCommand(name: string): boolean {
  return Object.hasOwn(COMMANDS, ALIASES[name] ?? name);
}

/** Those that a command line needs: its own, or all of them for the help, a mistake and the completion. */
export function commandsFor([first = ""]: readonly string[]): ((cli: Cli) => Command)[] {
  const name = ALIASES[first] ?? first;
  const own = name !== "completion" && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  return (own ? [own] : Object.values(COMMANDS)).map((load) => load());
}

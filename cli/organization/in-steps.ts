import { Command, type Option } from "commander";
import { addLivePasswords } from "../account";
import { addConnectionOptions } from "../connection-options";
import { Cli, processEnvironment } from "../context";
import { CliError } from "../errors";
import { addTimeLimit } from "../time-limit";
import { chooseAccounts } from "./choose-accounts";
import { accountFile, accountOf } from "./kept-accounts";
import { parseRun, runFile } from "./kept-run";
import { addOrganizationOptions, type OrganizationOptions } from "./organization-options";
import { readMember } from "./read-member";
import { accessOf, runOf } from "./read-organization";

/**
 * `mfa-guard audit --org` in steps, for an engine that runs each by itself, such as AWS Step Functions: `startRun`,
 * `readForRun` for each account, `endRun`. `mfa-guard merge` makes the report of the files that they give, where these
 * lie in one folder, or under one prefix of a bucket.
 *
 * Each step takes options of `audit --org`, as on its command line: those that choose accounts, and say how they are
 * read. Credentials are found as the command finds them. A step throws an error whose message is for people.
 */

/** A file as it is to be kept. It says who has no MFA. */
export interface RunFile {
  readonly name: string;
  readonly text: string;
}

/** An account that is to be read. */
export interface AccountToRead {
  readonly id: string;
  readonly partition: string;
  /** Whether it is the organization's management account. */
  readonly management: boolean;
}

/** Why there is nothing of an account. */
export interface NotRead {
  readonly id: string;
  readonly message: string;
}

export interface StartedRun {
  /** Says which accounts there are, and that the run has not come to its end. */
  readonly file: RunFile;
  readonly accounts: readonly AccountToRead[];
  /** For `endRun`: accounts of which it is not known whether --tag means them. */
  readonly notRead: readonly NotRead[];
}

/** Lists the organization's accounts, and chooses those that the options ask for. */
export async function startRun(options: readonly string[]): Promise<StartedRun> {
  const { cli, command, given } = parse(options);
  const { connection } = await accessOf(cli, command, given);
  const chosen = await chooseAccounts(cli, command, connection, {
    choosing: given,
    inspect: () => undefined,
  });
  const accounts = chosen.toRead.map(({ id, partition, management }) => ({ id, partition, management }));
  const notRead = chosen.undecided.map(({ id, message }) => ({ id, message }));
  return { file: runFile(cli.now(), runOf({}, chosen, null)), accounts, notRead };
}

/**
 * Reads an account through its role; the caller's own, which may have none, as the caller.
 * @throws Error where nothing can be read of it at all; what single calls have not answered is unknown in the file.
 */
export async function readForRun(account: AccountToRead, options: readonly string[]): Promise<RunFile> {
  const { cli, command, given } = parse(options);
  const reading = await readMember(account, await accessOf(cli, command, given));
  if (reading.facts === null) throw new CliError(reading.message);
  return accountFile(account.id, reading.facts);
}

export interface EndedRun {
  /** In the place of that of `startRun`. */
  readonly file: RunFile;
  readonly notRead: readonly NotRead[];
}

/**
 * Says that a run has come to its end, and of which accounts there is nothing.
 * @param started The text of the file of `startRun`.
 * @param names The names of the files that there are.
 * @param whyNot Why there is none of an account, as far as is known.
 */
export function endRun(started: string, names: readonly string[], whyNot: readonly NotRead[]): EndedRun {
  const { at, shard, accounts, others, leftOut } = parseRun(
    started,
    (why) => `This is no file of a run: ${why}`,
  );
  const read = new Set(names.map(accountOf));
  const messages = new Map(whyNot.map(({ id, message }) => [id, message]));
  const failures = accounts
    .filter(({ id }) => !read.has(id))
    .map((entry) => ({ ...entry, message: messages.get(entry.id) ?? "its step ended without a result." }));
  return {
    file: runFile(new Date(at), { shard, accounts, others, leftOut, failures }),
    notRead: failures.map(({ id, message }) => ({ id, message })),
  };
}

/** Options that say how the command goes about all accounts, which here is the engine's to do. */
const OF_THE_ENGINE = ["shard", "concurrency", "resume"];

function parse(options: readonly string[]) {
  const cli = new Cli(processEnvironment());
  const command = new Command("audit --org").exitOverride().configureOutput({ writeErr: () => undefined });
  addConnectionOptions(command);
  addTimeLimit(command);
  addLivePasswords(command);
  addOrganizationOptions(command);
  command.parse(options, { from: "user" });
  const isGiven = (option: Option) => {
    const name = option.attributeName();
    const isMeant = option.negate === (command.getOptionValue(name) === false);
    return isMeant && command.getOptionValueSource(name) === "cli";
  };
  const idle = command.options.find((one) => OF_THE_ENGINE.includes(one.attributeName()) && isGiven(one));
  if (idle) throw new CliError(`${idle.long} does nothing in steps. Leave it out.`);
  return { cli, command, given: command.opts<OrganizationOptions>() };
}

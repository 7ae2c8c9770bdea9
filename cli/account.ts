import type { Command } from "commander";
import type { Connection } from "../policypack/facts/connection";
import { AccountReader, DEFAULT_READ_OPTIONS, type ReadOptions } from "../policypack/facts/live/read-account";
import type { AccountFacts } from "../policypack/facts/account-facts";
import { connectionOf } from "./connection-options";
import type { Cli } from "./context";
import { showing } from "./progress";
import { withScps } from "./organization/scp-option";
import { unidentified } from "./renewal";
import { timeLimitOf } from "./time-limit";
import { askOfEveryUser, asksCertifications, type RuleOptions } from "./rule-options";

/**
 * The live account that the options and the environment lead to. What could not be read of it is an unknown fact.
 * @throws CliError where AWS does not even say which account it is: there is nothing to judge then.
 */
export async function readLiveAccount(
  cli: Cli,
  command: Command,
  more: Partial<ReadOptions> = {},
): Promise<AccountFacts> {
  return readLiveThrough(cli, command, await connectionOf(cli, command), more);
}

/** The same for a connection that serves for more. */
export async function readLiveThrough(
  cli: Cli,
  command: Command,
  connection: Connection,
  more: Partial<ReadOptions> = {},
): Promise<AccountFacts> {
  const account = await readThrough(cli, connection, { ...readOptionsOf(cli, command), ...more });
  return withScps(cli, command, connection, (add) => add(account));
}

/** The same for a connection that serves for more: credentials are found once, as a profile may ask for an MFA code. */
export async function readThrough(
  cli: Cli,
  connection: Connection,
  options: ReadOptions,
): Promise<AccountFacts> {
  cli.progress("Reading the account …");
  const account = await showing(cli, (watch) => new AccountReader({ ...options, watch }).read(connection));
  if (!account.identity.known) throw await unidentified(cli, connection, account.identity.reason);
  return account;
}

/** For the commands that judge the users of an account. */
export function addLivePasswords(command: Command): void {
  command.option(
    "--live-passwords",
    "check each user without a password in the credential report, which can be 4 hours old (otherwise at most 100 " +
      "users, and those who have used a password since; iam:GetLoginProfile)",
    false,
  );
}

/** Milliseconds for a reading that asks about thousands of users one by one. */
const LONG_BUDGET = 5 * 60_000;

/** Each of commands that have it. */
interface ReadingOptions {
  readonly livePasswords?: boolean;
  readonly certifications?: boolean;
  readonly ruleOption?: RuleOptions;
  readonly allDevices?: boolean;
  readonly compliance?: readonly string[];
}

/** How the command's options say to read. */
export function readOptionsOf(cli: Cli, command: Command): ReadOptions {
  const { livePasswords, certifications, ruleOption = {}, ...rest } = command.opts<ReadingOptions>();
  const asks = certifications === true || asksCertifications(ruleOption);
  const allDevices = rest.allDevices === true || askOfEveryUser(rest.compliance ?? []);
  const budget = timeLimitOf(command, livePasswords || allDevices ? LONG_BUDGET : undefined);
  const options = { ...DEFAULT_READ_OPTIONS, budget, now: cli.now, certifications: asks, allDevices };
  return livePasswords ? { ...options, livePasswords: Infinity } : options;
}

import { Command, Option } from "commander";
import type { Connection } from "../../policypack/facts/connection";
import { describeReason } from "../../policypack/facts/fact";
import type { ReadOptions } from "../../policypack/facts/live/read-account";
import { sameCase } from "../../policypack/rollout/assign";
import type { Rollout } from "../../policypack/rollout/rollout";
import { readOptionsOf, readThrough } from "../account";
import { connectionOf } from "../connection-options";
import type { Cli } from "../context";
import { CliError } from "../errors";
import { withExamples } from "../help-text";
import { accountInfoOf, readAccountInfo } from "../instructions/account-info";
import { deviceOf, deviceOption, type TypedDevice } from "../instructions/device-option";
import type { Letter } from "../instructions/letter";
import { LETTER_FORMATS, type LetterFormat, render } from "../instructions/render";
import { ROOT_DEVICE, rootLetter } from "../instructions/root-letter";
import { type Recipient, recipientOf, userLetter } from "../instructions/user-letter";
import { openSink } from "../output";
import { impactOf } from "../rollout/impact";
import { loadRollout } from "../rollout/load";
import type { Standing } from "../rollout/subjects";

export interface InstructionsOptions {
  readonly for: "user" | "root";
  readonly device?: TypedDevice;
  readonly format: LetterFormat;
  readonly user?: string;
  readonly wave?: string;
  readonly rollout?: string;
  readonly contact?: string;
  readonly output?: string;
}

/** `mfa-guard instructions`: what somebody has to do, to be mailed. */
export function instructionsCommand(cli: Cli): Command {
  const command = new Command("instructions")
    .addOption(new Option("--for <whom>", "whom they are for").choices(["user", "root"]).default("user"))
    .addOption(deviceOption("the device to set up (default: virtual for a user, passkey for root)"))
    .addOption(new Option("--format <format>", "of the letter").choices(LETTER_FORMATS).default("text"))
    .addOption(new Option("--user <name>", "for this very user: reads the account").conflicts("wave"))
    .option("--wave <name>", "for everybody in this wave")
    .option(
      "--rollout <file>",
      "rollout file, with the deadlines (default: rollout.yaml in this folder, if it exists)",
    )
    .option("--contact <text>", "whom to ask: an address, a channel")
    .option("--output <file>", "write the letter to a file")
    .action(async (options: InstructionsOptions) => instructions(cli, command, options));
  return withExamples(command, [
    {
      line: "mfa-guard instructions --wave everyone --rollout rollout.yaml",
      purpose: "For a wave, with its deadline",
    },
    {
      line: "mfa-guard instructions --for root --device hardware --format html",
      purpose: "For the keeper of root's hardware token",
    },
  ]);
}

async function instructions(cli: Cli, command: Command, options: InstructionsOptions): Promise<void> {
  const sink = await openSink(cli, options.output);
  await sink(render(await letterOf(cli, command, options), options.format));
}

async function letterOf(cli: Cli, command: Command, options: InstructionsOptions): Promise<Letter> {
  const { contact = null } = options;
  const rollout = options.for === "root" ? null : await loadRollout(cli, options.rollout);
  const connection = await connectionOf(cli, command);
  const reading = readOptionsOf(cli, command);
  if (options.for === "root")
    return rootLetter({
      accountInfo: await readAccountInfo(cli, connection, reading),
      device: deviceOf(options.device ?? ROOT_DEVICE),
      contact,
    });
  const whom = await recipient(cli, connection, reading, rollout, options);
  return userLetter({ ...whom, device: deviceOf(options.device ?? "virtual"), contact, now: cli.now() });
}

/**
 * Whom a letter is for: one user, a wave, or anybody.
 * @throws CliError where the account has no such console user, or the rollout file no such wave.
 */
async function recipient(
  cli: Cli,
  connection: Connection,
  options: ReadOptions,
  rollout: Rollout | null,
  { user, wave }: { readonly user?: string; readonly wave?: string },
): Promise<Recipient> {
  if (user !== undefined) return oneUser(cli, connection, options, rollout, user);
  const standing = wave === undefined ? NO_DEADLINE : standingOfWave(rollout, wave);
  return {
    accountInfo: await readAccountInfo(cli, connection, options),
    name: null,
    standing,
    breaks: [],
    devices: [],
  };
}

const NO_DEADLINE: Standing = { kind: "no deadline" };

function standingOfWave(rollout: Rollout | null, name: string): Standing {
  const wave = rollout?.waves.find((other) => sameCase(other.name) === sameCase(name));
  if (wave) return { kind: "wave", wave: wave.name, deadline: wave.deadline };
  const there = rollout?.waves.map((other) => other.name).join(", ");
  const found = there ? `It has: ${there}.` : "Name a rollout file that has waves, with --rollout.";
  throw new CliError(`The rollout file has no wave ${name}. ${found}`);
}

async function oneUser(
  cli: Cli,
  connection: Connection,
  options: ReadOptions,
  rollout: Rollout | null,
  name: string,
): Promise<Recipient> {
  const account = await readThrough(cli, connection, options);
  const accountInfo = accountInfoOf(account);
  const person = impactOf(account, rollout, cli.now()).people.find(
    (p) => sameCase(p.name) === sameCase(name),
  );
  if (!person)
    throw new CliError(
      `${account.label} has no user ${name} with a console password, as far as could be read.`,
    );
  const { enrolled } = person;
  if (!enrolled.known)
    cli.warn(`Whether ${person.name} has MFA already is not known: ${describeReason(enrolled.reason)}`);
  else if (enrolled.value) cli.warn(`${person.name} has MFA already, and the letter says so.`);
  return recipientOf(person, accountInfo);
}

import { Command, Option } from "commander";
import { connectionOf } from "../connection";
import type { Cli } from "../context";
import { withExamples } from "../examples";
import { readOptionsOf } from "../account";
import { recipient } from "../instructions/recipient";
import { deviceOf, deviceOption, type TypedDevice } from "../instructions/device-option";
import type { Letter } from "../instructions/letter";
import { readAccountInfo } from "../instructions/account-info";
import { LETTER_FORMATS, type LetterFormat, render } from "../instructions/render";
import { ROOT_DEVICE, rootLetter } from "../instructions/root-letter";
import { userLetter } from "../instructions/user-letter";
import { openSink } from "../output";
import { loadRollout } from "../rollout/load";

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
    .option("--rollout <file>", "the rollout file with the deadlines (rollout.yaml here, if there is one)")
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

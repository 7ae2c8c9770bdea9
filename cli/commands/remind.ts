import { Command, InvalidArgumentError, Option } from "commander";
import { readLiveAccount } from "../account";
import type { Cli } from "../context";
import { CliError, EXIT } from "../errors";
import { withExamples } from "../examples";
import { isAddress } from "../../policypack/rollout/mail-address";
import { readAddresses } from "../instructions/addresses";
import { deviceOf, deviceOption, type TypedDevice } from "../instructions/device-option";
import { emlName, toEml } from "../instructions/eml";
import { writeFolder } from "../instructions/eml-folder";
import { mailMerge } from "../instructions/mail-merge";
import { type AccountInfo, accountInfoOf } from "../instructions/account-info";
import { type Reminder, type Reminders, remindersOf } from "../instructions/reminders";
import { userLetter } from "../instructions/user-letter";
import { openSink } from "../output";
import { loadRollout } from "../rollout/load";
import type { State } from "../status/burndown";

interface RemindOptions {
  readonly rollout?: string;
  readonly format: "csv" | "eml";
  readonly output?: string;
  readonly addresses?: string;
  readonly overdue: boolean;
  readonly from?: string;
  readonly device: TypedDevice;
  readonly contact?: string;
}

/** `mfa-guard remind`: mails to whoever still has time to enrol. It writes them and sends none. */
export function remindCommand(cli: Cli): Command {
  const command = new Command("remind")
    .option("--rollout <file>", "the rollout file (rollout.yaml here, if there is one)")
    .addOption(
      new Option("--format <format>", "a file for a mail merge, or mails")
        .choices(["csv", "eml"])
        .default("csv"),
    )
    .option("--output <path>", "the file, or for eml the new folder; csv goes to standard output without it")
    .option(
      "--addresses <file>",
      "CSV with the columns user and email; takes precedence over the users' tag email",
    )
    .option("--overdue", "also those whose deadline is past", false)
    .option("--from <address>", "sender, for eml", address)
    .addOption(deviceOption("the device that mails explain").default("virtual"))
    .option("--contact <text>", "whom to ask, in mails")
    .addHelpText("after", "\nExit code 1: somebody could not be reminded, or it is not known whom to.")
    .action(async (options: RemindOptions) => remind(cli, command, options));
  return withExamples(command, [
    {
      line: "mfa-guard remind --output reminders.csv",
      purpose: "For a mail merge, with addresses from the tag email",
    },
    {
      line: "mfa-guard remind --format eml --output mails --from security@example.com --addresses people.csv",
      purpose: "A mail for each, ready to be sent",
    },
  ]);
}

function address(text: string): string {
  if (isAddress(text)) return text;
  throw new InvalidArgumentError("One plain mail address is expected, such as security@example.com.");
}

async function remind(cli: Cli, command: Command, options: RemindOptions): Promise<void> {
  const write = await writerOf(cli, options);
  const rollout = await loadRollout(cli, options.rollout);
  const addresses = options.addresses === undefined ? null : await readAddresses(cli, options.addresses);
  const account = await readLiveAccount(cli, command);
  const states: State[] = options.overdue ? ["in grace", "overdue"] : ["in grace"];
  const reminders = remindersOf(account, rollout, cli.now(), { addresses, states });
  await write(reminders.reminders, accountInfoOf(account));
  tell(cli, reminders);
  if (reminders.unreachable.length + reminders.unknown.length > 0) cli.exitCode = EXIT.found;
}

type Write = (reminders: readonly Reminder[], accountInfo: AccountInfo) => Promise<void>;

/** Made before the account is read: a path that can't be written is known at once. */
async function writerOf(cli: Cli, options: RemindOptions): Promise<Write> {
  if (options.format === "csv") {
    const sink = await openSink(cli, options.output);
    return (reminders, accountInfo) => sink(mailMerge(reminders, accountInfo));
  }
  const { output, from } = options;
  if (output === undefined || from === undefined)
    throw new CliError("--format eml needs --output <folder> and --from <address>.");
  return async (reminders, accountInfo) => {
    const mails = reminders.map((reminder) => mail(cli, reminder, accountInfo, { ...options, from }));
    await writeFolder(cli.resolve(output), await Promise.all(mails));
  };
}

async function mail(
  cli: Cli,
  { person, email }: Reminder,
  accountInfo: AccountInfo,
  { from, device, contact }: RemindOptions & { from: string },
) {
  const { name, standing, breaks, devices } = person;
  const now = cli.now();
  const about = { accountInfo, name, standing, breaks, devices };
  const letter = userLetter({ ...about, device: deviceOf(device), contact: contact ?? null, now });
  return { name: emlName(name), content: await toEml(letter, { from, to: email, date: now }) };
}

function tell(cli: Cli, { reminders, unreachable, unknown }: Reminders): void {
  cli.progress(`${reminders.length} to remind.`);
  for (const { name, why } of unreachable) cli.warn(`${name} is not reminded: ${why}`);
  for (const what of unknown) cli.warn(`Not known, so perhaps somebody is missing: ${what}`);
}

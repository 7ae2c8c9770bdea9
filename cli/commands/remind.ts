import { Command, InvalidArgumentError, Option } from "commander";
import { readLiveAccount } from "../account";
import type { Cli } from "../context";
import { EXIT } from "../errors";
import { withExamples, withNotes } from "../help-text";
import { isAddress } from "../../policypack/rollout/mail-address";
import { type AccountInfo, accountInfoOf } from "../instructions/account-info";
import { readAddresses } from "../instructions/addresses";
import { deviceOption } from "../instructions/device-option";
import { emlName, openFolder } from "../instructions/eml";
import {
  mailMerge,
  mailOptionsOf,
  type Reminder,
  reminderMail,
  type Reminders,
  remindersOf,
  type RemindOptions,
  statesOf,
} from "../instructions/reminders";
import { parts } from "../lazy-parts";
import { addMaxAge, type MaxAgeOption, refuseIdleMaxAge } from "../organization/max-age";
import {
  addOrganizationOptions,
  type OrganizationOptions,
  refuseWithoutOrg,
} from "../organization/organization-options";
import { openSink } from "../output";
import { loadRollout } from "../rollout/load";

/** `mfa-guard remind`: mails to users who still have time to enrol. It writes them and sends none. */
export function remindCommand(cli: Cli): Command {
  const command = new Command("remind")
    .option(
      "--rollout <file>",
      "rollout file (default: rollout.yaml in this folder, if it exists); with --org, a folder",
    )
    .addOption(
      new Option("--format <format>", "a file for a mail merge, or mails")
        .choices(["csv", "eml"])
        .default("csv"),
    )
    .option("--output <path>", "the file, or for eml the new folder; csv goes to standard output without it")
    .option(
      "--addresses <file>",
      "CSV with the columns user and email, and perhaps account; takes precedence over the users' tag email",
    )
    .option("--overdue", "also those whose deadline is past", false)
    .option("--from <address>", "sender, for eml", address)
    .addOption(deviceOption("the device that mails explain").default("virtual"))
    .option("--contact <text>", "whom to ask, in mails")
    .action(async (options: RemindOptions & OrganizationOptions & MaxAgeOption) => {
      refuseWithoutOrg(options);
      refuseIdleMaxAge(options);
      await (options.org ? parts.remind().organizationRemind : remind)(cli, command, options);
    });
  addOrganizationOptions(command);
  addMaxAge(command);
  withNotes(command, [
    "Exit code 1: somebody could not be reminded, or it is not known whom to. " +
      "With --org, exit code 2: an account could not be read.",
  ]);
  return withExamples(command, [
    {
      line: "mfa-guard remind --output reminders.csv",
      purpose: "For a mail merge, with addresses from the tag email",
    },
    {
      line: "mfa-guard remind --format eml --output mails --from security@example.com --addresses people.csv",
      purpose: "A mail for each, ready to be sent",
    },
    {
      line: "mfa-guard remind --org --org-role auditor --rollout rollouts --output reminders.csv",
      purpose: "The people of every account, each with the sign-in address of theirs",
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
  const book = options.addresses === undefined ? null : await readAddresses(cli, options.addresses);
  const account = await readLiveAccount(cli, command);
  const accountInfo = accountInfoOf(account);
  const addresses = book && book(accountInfo.accountId);
  const reminders = remindersOf(account, rollout, cli.now(), { addresses, states: statesOf(options) });
  await write(reminders.reminders, accountInfo);
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
  const { folder, ...mail } = mailOptionsOf(cli, options);
  const write = await openFolder(folder);
  return async (reminders, accountInfo) => {
    const toFile = async (reminder: Reminder) => ({
      name: emlName(reminder.person.name),
      content: await reminderMail(reminder, accountInfo, mail),
    });
    await write(await Promise.all(reminders.map(toFile)));
  };
}

function tell(cli: Cli, { reminders, unreachable, unknown }: Reminders): void {
  cli.progress(`${reminders.length} to remind.`);
  for (const { name, why } of unreachable) cli.warn(`${name} is not reminded: ${why}`);
  for (const what of unknown) cli.warn(`Not known, so perhaps somebody is missing: ${what}`);
}

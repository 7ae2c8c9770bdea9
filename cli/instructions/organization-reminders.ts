import type { Command } from "commander";
import { type Cli } from "../context";
import { CliError, EXIT } from "../errors";
import { labelOf, placeOf } from "../organization/accounts";
import { judgeAccounts } from "../organization/judge-accounts";
import type { MaxAgeOption } from "../organization/max-age";
import type { OrganizationOptions } from "../organization/organization-options";
import { readRolloutFolder } from "../organization/rollout-folder";
import { openSink } from "../output";
import { leftOutInWords, namesByText } from "../report/left-out";
import type { Judged } from "../report/source";
import { namesInRow } from "../report/terminal-layout";
import { accountInfoOf } from "./account-info";
import { type AddressBook, readAddresses } from "./addresses";
import { emlName, type NamedFile, openFolder } from "./eml";
import {
  type MailOptions,
  mailOptionsOf,
  organizationMailMerge,
  reminderMail,
  type Reminders,
  type RemindersInPlace,
  remindersOf,
  type RemindOptions,
  statesOf,
} from "./reminders";

/** Who is to be reminded in an account, and who can't be. */
interface AccountReminders extends Reminders, RemindersInPlace {
  /** How messages name it. */
  readonly account: string;
  /** Whether the account goes by a rollout file. */
  readonly planned: boolean;
}

/** `mfa-guard remind --org`: the same mails as `remind` writes of each account, in one folder or one file. */
export async function organizationRemind(
  cli: Cli,
  command: Command,
  options: RemindOptions & OrganizationOptions & MaxAgeOption,
): Promise<void> {
  if (options.rollout === undefined)
    throw new CliError("With --org, --rollout <folder> is needed: it says who has until when.");
  const rollouts = await readRolloutFolder(cli, options.rollout);
  const book: AddressBook | null =
    options.addresses === undefined ? null : await readAddresses(cli, options.addresses);
  const write = await writerOf(cli, options);
  const [at, states] = [cli.now(), statesOf(options)];
  const { accounts, failures, leftOut, written } = await judgeAccounts(cli, command, {
    ...{ ...options, rollouts },
    judge: (member, facts, rollout): AccountReminders => ({
      ...{ account: labelOf(member), place: placeOf(member), planned: rollout !== null },
      accountInfo: accountInfoOf(facts),
      ...remindersOf(facts, rollout, at, { addresses: book?.(member.id) ?? null, states }),
    }),
  });
  await write(accounts);
  tell(cli, accounts, { failures, leftOut });
  await written();
  cli.exitCode = exitCodeOf(accounts, failures);
}

type Write = (accounts: readonly RemindersInPlace[]) => Promise<void>;

async function writerOf(cli: Cli, options: RemindOptions): Promise<Write> {
  if (options.format === "csv") {
    const sink = await openSink(cli, options.output);
    return (accounts) => sink(organizationMailMerge(accounts));
  }
  const { folder, ...mail } = mailOptionsOf(cli, options);
  const write = await openFolder(folder);
  return (accounts) => write(mailsOf(accounts, mail));
}

/** One after the other: those of an organization need not fit into memory. Two accounts may have users of one name. */
async function* mailsOf(
  accounts: readonly RemindersInPlace[],
  options: MailOptions,
): AsyncGenerator<NamedFile> {
  for (const { reminders, accountInfo } of accounts)
    for (const reminder of reminders) {
      const name = `${accountInfo.accountId}-${emlName(reminder.person.name)}`;
      yield { name, content: await reminderMail(reminder, accountInfo, options) };
    }
}

function tell(
  cli: Cli,
  accounts: readonly AccountReminders[],
  { failures, leftOut }: Pick<Judged, "failures" | "leftOut">,
): void {
  const names = (all: readonly string[]) =>
    namesInRow({ colours: cli.colours, columns: cli.stderr.columns }, all);
  const count = accounts.reduce((all, { reminders }) => all + reminders.length, 0);
  cli.progress(`${count} to remind, of ${accounts.length} accounts that were read.`);
  for (const { account, unreachable, unknown } of accounts) {
    for (const [why, users] of namesByText(unreachable.map(({ name, why }) => [why, name] as const)))
      cli.warn(`Not reminded in ${account}: ${names(users)}: ${why}`);
    for (const what of unknown) cli.warn(`Not known of ${account}, so perhaps somebody is missing: ${what}`);
  }
  const unplanned = accounts.filter(({ planned }) => !planned).map(({ account }) => account);
  if (unplanned.length > 0)
    cli.warn(`Without a rollout file, so nobody of theirs is reminded: ${names(unplanned)}`);
  for (const { account, message } of failures)
    cli.warn(`Not read, and nobody of theirs is reminded: ${account}: ${message}`);
  for (const sentence of leftOutInWords(leftOut)) cli.warn(sentence);
}

/** As of `audit --org`: what is unread is never hidden behind what was found. */
function exitCodeOf(accounts: readonly AccountReminders[], failures: Judged["failures"]) {
  if (failures.length > 0) return EXIT.couldNotRun;
  const isComplete = accounts.every(({ unreachable, unknown }) => unreachable.length + unknown.length === 0);
  return isComplete ? EXIT.nothingFound : EXIT.found;
}

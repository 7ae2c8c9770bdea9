import { stringify } from "csv-stringify/sync";
import { describeReason } from "../../policypack/facts/fact";
import type { AccountFacts } from "../../policypack/facts/account-facts";
import { signInUrl } from "../../policypack/iam/sign-in-url";
import { sameCase } from "../../policypack/rollout/assign";
import { addressInTags, isAddress } from "../../policypack/rollout/mail-address";
import type { Rollout } from "../../policypack/rollout/rollout";
import type { Cli } from "../context";
import { CliError } from "../errors";
import type { PlaceInOrganization } from "../report/report-model";
import { impactOf, type Person } from "../rollout/impact";
import { deadlineOf, subjectsOf } from "../rollout/subjects";
import { type State, stateOf } from "../status/burndown";
import { daysUntil } from "../times";
import type { AccountInfo } from "./account-info";
import type { Addresses } from "./addresses";
import { deviceOf, type TypedDevice } from "./device-option";
import { toEml } from "./eml";
import { recipientOf, userLetter } from "./user-letter";

/** Somebody to write to. */
export interface Reminder {
  readonly person: Person;
  readonly email: string;
  readonly wave: string;
  /** Null: denied already, since the account is new. */
  readonly deadline: Date | null;
  readonly daysLeft: number | null;
}

export interface Reminders {
  readonly reminders: readonly Reminder[];
  /** Who can't be written to, and why. */
  readonly unreachable: readonly { readonly name: string; readonly why: string }[];
  /** Who may have to be reminded too: it is not known. */
  readonly unknown: readonly string[];
}

export interface ReminderOptions {
  /** They go before those of the rollout file, and both before the tags; null: only these. */
  readonly addresses: Addresses | null;
  /** "in grace", and perhaps "overdue". */
  readonly states: readonly State[];
}

/** Who has yet to enrol and can be reminded. Pure. */
export function remindersOf(
  account: AccountFacts,
  rollout: Rollout | null,
  now: Date,
  { addresses, states }: ReminderOptions,
): Reminders {
  const impact = impactOf(account, rollout, now);
  const people = new Map(impact.people.map((person) => [person.name, person]));
  const subjects = subjectsOf(account, rollout, now).map((subject) => ({
    subject,
    state: stateOf(subject, now),
  }));
  const due = subjects.filter(({ state }) => states.includes(state)).map(({ subject }) => subject);
  const inRollout = new Map(addressesIn(rollout));
  const given = { get: (user: string) => addresses?.get(user) ?? inRollout.get(user) };
  const found = due.flatMap(({ name, live, standing }) => {
    const person = people.get(name);
    const email = emailOf(name, live.tags, given);
    const deadline = deadlineOf(standing);
    const wave = standing.kind === "wave" ? standing.wave : "";
    return person ? [{ person, email, wave, deadline, daysLeft: deadline && daysUntil(deadline, now) }] : [];
  });
  return {
    reminders: found.flatMap(({ email, ...rest }) =>
      "address" in email ? [{ ...rest, email: email.address }] : [],
    ),
    unreachable: found.flatMap(({ email, person }) =>
      "why" in email ? [{ name: person.name, why: email.why }] : [],
    ),
    unknown: [
      ...impact.unknown.map(describeReason),
      ...subjects
        .filter(({ state }) => state === "unknown")
        .map(({ subject }) => `${subject.name}: whether they have MFA`),
    ],
  };
}

type Email = { readonly address: string } | { readonly why: string };

function addressesIn(rollout: Rollout | null): [string, string][] {
  return Object.entries(rollout?.addresses ?? {}).map(([user, address]) => [sameCase(user), address]);
}

function emailOf(name: string, tags: LiveTags, addresses: Addresses): Email {
  const given = addresses.get(sameCase(name)) ?? null;
  if (given === null && !tags.known && !isAddress(name)) return { why: describeReason(tags.reason) };
  const address = given ?? (tags.known ? addressInTags(tags.value) : null) ?? (isAddress(name) ? name : null);
  if (address === null)
    return { why: "no address: there is no tag email, none in the rollout file, and no row of --addresses" };
  return isAddress(address)
    ? { address }
    : { why: "what stands for the address is not one plain mail address" };
}

type LiveTags = ReturnType<typeof subjectsOf>[number]["live"]["tags"];

export interface MailOptions {
  readonly from: string;
  readonly device: TypedDevice;
  readonly contact?: string;
  readonly now: Date;
}

/** The mail to somebody, as a mail program opens it. */
export async function reminderMail(
  { person, email }: Reminder,
  accountInfo: AccountInfo,
  { from, device, contact, now }: MailOptions,
): Promise<string> {
  const whom = recipientOf(person, accountInfo);
  const letter = userLetter({ ...whom, device: deviceOf(device), contact: contact ?? null, now });
  return toEml(letter, { from, to: email, date: now });
}

/** As commander gives them. */
export interface RemindOptions {
  readonly rollout?: string;
  readonly format: "csv" | "eml";
  readonly output?: string;
  readonly addresses?: string;
  readonly overdue: boolean;
  readonly from?: string;
  readonly device: TypedDevice;
  readonly contact?: string;
}

/** Of whom mails are to be written. */
export function statesOf({ overdue }: RemindOptions): readonly State[] {
  return overdue ? ["in grace", "overdue"] : ["in grace"];
}

/** @throws CliError where the options for mails are not all there. */
export function mailOptionsOf(
  cli: Cli,
  { output, from, device, contact }: RemindOptions,
): MailOptions & { readonly folder: string } {
  if (output === undefined || from === undefined)
    throw new CliError("--format eml needs --output <folder> and --from <address>.");
  const to = { folder: cli.resolve(output), from, device, now: cli.now() };
  return contact === undefined ? to : { ...to, contact };
}

/** The columns of the mail-merge file, in order. */
const COLUMNS = ["user", "email", "wave", "deadline", "days_left", "sign_in_address", "account"] as const;

/** A mail-merge file: a row for each person. */
export function mailMerge(reminders: readonly Reminder[], accountInfo: AccountInfo): string {
  return csv([COLUMNS, ...reminders.map((reminder) => rowOf(reminder, accountInfo))]);
}

/** People of one account of an organization. */
export interface RemindersInPlace {
  readonly reminders: readonly Reminder[];
  readonly accountInfo: AccountInfo;
  readonly place: Pick<PlaceInOrganization, "accountName" | "unit">;
}

/** The same of an organization, in pieces: a row for each person of each account, and what the account is called. */
export function* organizationMailMerge(accounts: Iterable<RemindersInPlace>): Generator<string> {
  yield csv([[...COLUMNS, "account_name", "organizational_unit"]]);
  for (const { reminders, accountInfo, place } of accounts) {
    const names = [place.accountName ?? "", place.unit ?? ""];
    yield csv(reminders.map((reminder) => [...rowOf(reminder, accountInfo), ...names]));
  }
}

function rowOf({ person, email, wave, deadline, daysLeft }: Reminder, accountInfo: AccountInfo): string[] {
  return [
    person.name,
    email,
    wave,
    deadline?.toISOString() ?? "",
    // An overdue one is a number below zero, which is no formula, but begins like one.
    daysLeft === null ? "" : String(Math.max(daysLeft, 0)),
    signInUrl(accountInfo) ?? "",
    accountInfo.accountId,
  ];
}

/**
 * A cell that a spreadsheet would take for a formula gets an apostrophe before it, as names of users may begin with
 * = + - @. https://owasp.org/www-community/attacks/CSV_Injection
 */
function csv(rows: readonly (readonly string[])[]): string {
  return stringify(
    rows.map((row) => [...row]),
    { escape_formulas: true, record_delimiter: "windows" },
  );
}

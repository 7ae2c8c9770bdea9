import { stringify } from "csv-stringify/sync";
import type { AccountInfo } from "./account-info";
import { signInUrl } from "../../policypack/iam/sign-in-url";
import type { PlaceInOrganization } from "../report/model";
import type { Reminder } from "./reminders";

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

import { stringify } from "csv-stringify/sync";
import type { AccountInfo } from "./account-info";
import { signInUrl } from "../../policypack/iam/sign-in-url";
import type { Reminder } from "./reminders";

/** The columns of the mail-merge file, in order. */
const COLUMNS = ["user", "email", "wave", "deadline", "days_left", "sign_in_address", "account"] as const;

/**
 * A mail-merge file: a row for each person. A cell that a spreadsheet would take for a formula gets an apostrophe
 * before it, as names of users may begin with = + - @. https://owasp.org/www-community/attacks/CSV_Injection
 */
export function mailMerge(reminders: readonly Reminder[], accountInfo: AccountInfo): string {
  const rows = reminders.map(({ person, email, wave, deadline, daysLeft }) => [
    person.name,
    email,
    wave,
    deadline?.toISOString() ?? "",
    // An overdue one is a number below zero, which is no formula, but begins like one.
    daysLeft === null ? "" : String(Math.max(daysLeft, 0)),
    signInUrl(accountInfo) ?? "",
    accountInfo.accountId,
  ]);
  return stringify([COLUMNS, ...rows], { escape_formulas: true, record_delimiter: "windows" });
}

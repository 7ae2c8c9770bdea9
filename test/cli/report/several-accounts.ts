import type { Report } from "../../../cli/report/report-model";
import { contentAccount, worstAccount } from "../../support/worst-account";
import { HOSTILE, reportOf } from "../reports";

export const UNREAD = "account 333333333333 (payments)";
export const LEFT_OUT = "account 444444444444 (closed)";
export const WHY_UNREAD =
  "no session as arn:aws:iam::333333333333:role/OrganizationAccountAccessRole: AccessDenied (no). Check the role.";
export const WHY_LEFT_OUT = "its state is SUSPENDED, so that nobody can sign in to it";

/** Where AWS Organizations has the accounts that the report has no facts of. */
export const PLACE = { id: "o-abcdefghij", accountName: "payments", unit: "Root/Production" };

/** An organization: an account with everything wrong, one that is fine, one that was not read, one left out. */
export function organizationReport(changes: Partial<Report> = {}): Report {
  const { identity } = worstAccount();
  const own = identity.known ? { ...identity.value, accountId: "222222222222" } : undefined;
  const content = contentAccount();
  const second = {
    ...content,
    label: "account 222222222222 (web)",
    identity: own ? { known: true as const, value: own } : content.identity,
  };
  return reportOf([worstAccount(), second], {
    failures: [{ account: UNREAD, id: "333333333333", organization: PLACE, message: WHY_UNREAD }],
    leftOut: [{ account: LEFT_OUT, id: "444444444444", organization: PLACE, why: WHY_LEFT_OUT }],
    ...changes,
  });
}

/** The same, in which what the organization tells of accounts is hostile. */
export function hostileOrganizationReport(): Report {
  const account = `account 333333333333 (${HOSTILE})`;
  const organization = { id: "o-abcdefghij", accountName: HOSTILE, unit: HOSTILE };
  return organizationReport({
    failures: [{ account, id: "333333333333", organization, message: HOSTILE }],
    leftOut: [{ account, id: "333333333333", organization, why: HOSTILE }],
  });
}

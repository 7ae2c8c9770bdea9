import { type Fact, firstKnown, known, mapFact, unknown } from "../fact";
import type { RootUser } from "../account-facts";
import type { AccountSummary } from "./account-settings";
import { type CredentialReport, type CredentialReportRow, ROOT_ROW } from "./credential-report";
import type { VirtualDevices } from "./mfa-devices";

/** What three calls tell of the root user. They are asked of any account, and need no call of their own. */
export interface RootSources {
  readonly summary: Fact<AccountSummary>;
  readonly report: Fact<CredentialReport>;
  readonly virtual: Fact<VirtualDevices>;
}

/**
 * The root user by the credentials that there are: the live summary first, then the report. Whether the organization
 * manages root access centrally says nothing of a credential that was there before.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user.html
 */
export function rootUser(sources: RootSources, where: string): RootUser {
  const row = mapFact(sources.report, ({ rows }) => rows.get(ROOT_ROW));
  const told = (name: string, ofRow: (row: CredentialReportRow) => boolean | null, what: string) =>
    firstKnown(fromSummary(sources.summary, name, what, where), fromRow(row, ofRow, what, where));
  return {
    hasPassword: told("AccountPasswordPresent", (r) => r.passwordEnabled, "whether root has a password"),
    hasAccessKeys: told(
      "AccountAccessKeysPresent",
      (r) => r.accessKeys.some(({ active }) => active),
      "whether root has access keys",
    ),
    hasMfa: told("AccountMFAEnabled", (r) => r.mfaActive, "whether root has MFA"),
    virtualDevices: mapFact(sources.virtual, ({ byOwner }) =>
      // By the owner and not by the name: a device named "root-account-mfa-device" may be anybody's.
      [...byOwner].filter(([owner]) => owner.endsWith(":root")).flatMap(([, devices]) => devices),
    ),
  };
}

function fromSummary(
  summary: Fact<AccountSummary>,
  name: string,
  what: string,
  where: string,
): Fact<boolean> {
  if (!summary.known) return summary;
  const count = summary.value[name];
  return count === undefined ? notTold(what, where, "iam:GetAccountSummary", name) : known(count > 0);
}

function fromRow(
  row: Fact<CredentialReportRow | undefined>,
  read: (row: CredentialReportRow) => boolean | null,
  what: string,
  where: string,
): Fact<boolean> {
  if (!row.known) return row;
  const value = row.value ? read(row.value) : null;
  return value === null ? notTold(what, where, "iam:GetCredentialReport", ROOT_ROW) : known(value);
}

function notTold(what: string, where: string, call: string, field: string): Fact<boolean> {
  return unknown({
    what: `${what} in ${where}`,
    call,
    code: "NotTold",
    message: `the answer does not say ${field}`,
    remedy: "Look at the root user in the IAM console, under Credential report.",
  });
}

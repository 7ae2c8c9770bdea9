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
 * The root user by the credentials that there are: the live summary first, then the report. One of some hours ago proves
 * what was wrong then, and not that all is well now. Whether the organization manages root access centrally says nothing
 * of a credential that was there before.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user.html
 */
export function rootUser(sources: RootSources, where: string): RootUser {
  const { summary, report } = sources;
  const told = (name: string, ofRow: Reported, what: string) =>
    firstKnown(fromSummary(summary, name, what, where), fromReport(report, ofRow, what, where));
  return {
    hasPassword: told(
      "AccountPasswordPresent",
      { of: (row) => row.passwordEnabled, well: false },
      "whether root has a password",
    ),
    hasAccessKeys: told(
      "AccountAccessKeysPresent",
      { of: (row) => row.accessKeys.some(({ active }) => active), well: false },
      "whether root has access keys",
    ),
    hasMfa: told("AccountMFAEnabled", { of: (row) => row.mfaActive, well: true }, "whether root has MFA"),
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

/** What a report says of root, and what it says where all is well. */
interface Reported {
  readonly of: (row: CredentialReportRow) => boolean | null;
  readonly well: boolean;
}

function fromReport(
  report: Fact<CredentialReport>,
  { of, well }: Reported,
  what: string,
  where: string,
): Fact<boolean> {
  if (!report.known) return report;
  const { rows, made } = report.value;
  const row = rows.get(ROOT_ROW);
  const value = row ? of(row) : null;
  const isPast = value === well && !made;
  return value === null || isPast ? notTold(what, where, "iam:GetCredentialReport", ROOT_ROW) : known(value);
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

import { describeReason, nobodyAsked } from "../../policypack/facts/fact";
import type { AccountFacts } from "../../policypack/facts/account-facts";
import { scpsNotAsked } from "../../policypack/facts/not-asked";
import { duration, isoMinute } from "../times";

type Read = Pick<
  AccountFacts,
  "readAt" | "passwordsComplete" | "credentialReportAt" | "credentialReportComplete"
>;

/** The same of an account that was not read for this report: also how old all that is told of it is. */
export function passwordsOf(
  account: Read,
  { now, snapshot }: { readonly now: Date; readonly snapshot: string | null },
) {
  const told = passwordsAsOf(account);
  if (snapshot === null) return told;
  const age = now.getTime() - account.readAt.getTime();
  // A reading itself takes that long.
  if (age < MINUTE) return told;
  return `${told}; the account itself was read ${duration(age)} before this report (${snapshot})`;
}

/**
 * How old what is told of passwords is, in a sentence without its full stop. AWS makes a credential report at most
 * every four hours: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
 */
export function passwordsAsOf(account: Read): string {
  const { readAt, credentialReportAt: report, credentialReportComplete: lines } = account;
  if (!report.known) return `passwords asked about user by user: ${describeReason(report.reason)}`;
  const age = readAt.getTime() - report.value.getTime();
  const old = age < MINUTE ? "" : `, ${duration(age)} before the account was read`;
  const since = old !== "" && account.passwordsComplete.known ? "; asked again where it matters" : "";
  const told = `passwords as of ${isoMinute(report.value)}, by AWS's credential report${old}${since}`;
  return lines.known ? told : `${told}; ${describeReason(lines.reason)}`;
}

const MINUTE = 60_000;

/**
 * What no answer about users takes into account, in a sentence without its full stop.
 * @param snapshot Where the facts are from; null: they were read now, and so could have been with more.
 */
export function notLookedAt(account: Pick<AccountFacts, "scps">, snapshot: string | null = null): string {
  const how = snapshot === null ? "--scps reads" : "`snapshot --scps` and `audit --org --scps` read";
  const scps = `the organization's service control policies, which may deny more, enrolling too (${how} them), and `;
  return `not looked at: ${scpsNotAsked(account) ? scps : ""}policies of resources other than roles`;
}

/**
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOrganizationsFeatures.html#API_ListOrganizationsFeatures_Errors
 */
const REFUSALS: Readonly<Record<string, string>> = {
  OrganizationNotFound: "the account is in no organization",
  AccountNotManagementOrDelegatedAdministrator:
    "told only to the organization's management account and a delegated administrator",
  OrganizationNotInAllFeaturesMode: "not enabled, for the organization does not have all features",
  ServiceAccessNotEnabled: "not enabled, for IAM has no trusted access to the organization",
};

/**
 * What the organization has set for its root users, said beside what root itself has and never instead: a credential
 * that was there before is still there. Null: nobody asked.
 */
export function rootAccessOf({ rootAccess }: Pick<AccountFacts, "rootAccess">): string | null {
  if (rootAccess.known) {
    const features = rootAccess.value.length > 0 ? rootAccess.value.join(", ") : "not enabled";
    return `centralized root access: ${features} (of the organization; which credentials root has, the account says)`;
  }
  if (nobodyAsked(rootAccess.reason)) return null;
  return `centralized root access: ${REFUSALS[rootAccess.reason.code] ?? `not known, ${describeReason(rootAccess.reason)}`}`;
}

import { describeReason } from "../policypack/facts/fact";
import type { AccountFacts } from "../policypack/facts/model";
import { duration } from "./duration";
import { isoMinute } from "./rollout/dates";

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

import { describeReason } from "../policypack/facts/fact";
import type { AccountFacts } from "../policypack/facts/model";
import { isoMinute } from "./rollout/dates";

type Read = Pick<
  AccountFacts,
  "readAt" | "passwordsComplete" | "credentialReportAt" | "credentialReportComplete"
>;

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

/** "3 h 10 min". */
function duration(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / MINUTE);
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes} min` : `${hours} h ${minutes % 60} min`;
}

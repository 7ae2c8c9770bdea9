import type { UserDetail } from "@aws-sdk/client-iam";
import type { UserCaller } from "./caller";

/** The keys of a request's context, as conditions see them. */
export type RequestContext = Record<string, string>;

/**
 * The true context of a user's call.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export function contextOf(
  { session }: UserCaller,
  { Arn = "", UserId = "", UserName = "", Tags = [] }: UserDetail,
  region: string,
  now: Date,
): RequestContext {
  return {
    "aws:CurrentTime": isoSeconds(now),
    "aws:EpochTime": String(epochSeconds(now)),
    "aws:PrincipalAccount": Arn.split(":")[4] ?? "",
    "aws:PrincipalArn": Arn,
    "aws:PrincipalType": "User",
    "aws:RequestedRegion": region,
    // The gateway stands where AWS answers by HTTPS only.
    "aws:SecureTransport": "true",
    "aws:SourceIp": "127.0.0.1",
    "aws:ViaAWSService": "false",
    "aws:userid": UserId,
    "aws:username": UserName,
    ...Object.fromEntries(Tags.map(({ Key = "", Value = "" }) => [`aws:PrincipalTag/${Key}`, Value])),
    ...(session && sessionContext(session, now)),
  };
}

/**
 * Only temporary credentials say anything of MFA: with a long-term key the keys are absent, not false.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent
 */
function sessionContext({ issued, mfa }: NonNullable<UserCaller["session"]>, now: Date): RequestContext {
  return {
    "aws:TokenIssueTime": isoSeconds(issued),
    "aws:MultiFactorAuthPresent": String(mfa),
    ...(mfa && { "aws:MultiFactorAuthAge": String(epochSeconds(now) - epochSeconds(issued)) }),
  };
}

function isoSeconds(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, "Z");
}

function epochSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

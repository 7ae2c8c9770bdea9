import type { IAMClient } from "@aws-sdk/client-iam";
import type { Fact, Reason } from "../fact";
import { known, unknown } from "../fact";
import { THROTTLING } from "../throttling";
import type { Limit } from "./watch";

/** What one call is for: the words that its failure is reported with. */
export interface CallPurpose {
  readonly what: string;
  /** As IAM names the action: "iam:ListMFADevices". */
  readonly call: string;
  /** Where it is asked, for messages: "account 123456789012". */
  readonly where: string;
}

/** How to ask IAM about users one by one. */
export interface Asking {
  readonly iam: IAMClient;
  readonly where: string;
  readonly signal: AbortSignal;
  readonly limit: Limit;
}

/** Makes a call; a failure becomes an unknown fact with the reason, never an exception, an empty list or a "no". */
export async function attempt<T>(
  purpose: CallPurpose,
  call: () => Promise<T>,
  signal: AbortSignal,
): Promise<Fact<T>> {
  try {
    signal.throwIfAborted();
    return known(await orAborted(call(), signal));
  } catch (error) {
    return unknown(toReason(purpose, error));
  }
}

/** The SDK heeds a signal while it makes a request, not while it fetches credentials or waits to try again. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    signal.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

/** AWS's name of an error, such as "AccessDenied"; for network errors Node's code, such as "ECONNREFUSED". */
export function errorCode(error: unknown): string {
  const { name, code, message } = error as { name?: unknown; code?: unknown; message?: unknown };
  // The SDK has no name for this one.
  if (message === "Region is missing") return "RegionMissing";
  if (isUnreadable(error)) return "UnreadableAnswer";
  if (typeof code === "string" && /^E[A-Z]+$/.test(code)) return code;
  return typeof name === "string" ? name.replace(/Exception$/, "") : "UnknownError";
}

/**
 * An answer that is not one of AWS's, such as a proxy's page in HTML: the SDK's words are for programmers then, or it
 * calls an error without a code "Unknown".
 */
function isUnreadable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === "Unknown" || error.message.includes("Deserialization error");
}

function toReason({ what, call, where }: CallPurpose, error: unknown): Reason {
  const code = errorCode(error);
  const message = answerOf(error, code);
  return { what: `${what} of ${where}`, call, code, message, remedy: remedyFor(code, message, call) };
}

/** What an error says, for people: the SDK's own words, but where these are for programmers. */
export function answerOf(error: unknown, code: string): string {
  if (!(error instanceof Error)) return String(error);
  if (!isUnreadable(error)) return error.message || code;
  const { $metadata = {} } = error as { $metadata?: { httpStatusCode?: number } };
  const { httpStatusCode: status } = $metadata;
  return `the answer is not one of AWS's${status === undefined ? "" : `; its HTTP status is ${status}`}`;
}

/** What to do where there are no credentials, in every message that says so. @param how A profile is named. */
export function signInFirst(how: string): string {
  return `Sign in first: name a profile with ${how}, run \`aws login\` or \`aws sso login\`, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.`;
}

const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [
    /^(Credentials|TokenProviderError|ProviderError|CredentialsProviderError)/,
    `${signInFirst("AWS_PROFILE")} Under Pulumi, the provider's profile or credentials will do too.`,
  ],
  [
    /^(ExpiredToken|RequestExpired|TokenRefreshRequired)/,
    "The session has expired (`aws login`, `aws sso login` or `mfa-guard session` makes another): sign in again, then re-run.",
  ],
  [
    /^(InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|InvalidAccessKeyId|AuthFailure)/,
    "AWS does not take these credentials: check the key, its account and partition, and that the Region is enabled.",
  ],
  [
    /^RegionMissing$/,
    "Set AWS_REGION or the provider's region to any Region of the account's partition: it tells where IAM is.",
  ],
  [
    /^(RegionDisabled|OptInRequired)/,
    "The account has not switched this Region on: switch it on in the account settings, or set the provider's region to another.",
  ],
  [
    THROTTLING,
    "AWS kept throttling the account: run again in a few minutes, or with fewer tools reading it at the same time.",
  ],
  [
    /^(CredentialReport|ReportInProgress)/,
    "AWS had not finished its credential report: run again in a few minutes.",
  ],
  [
    /^UnreadableReport$/,
    "Look at it: `aws iam get-credential-report --query Content --output text | base64 --decode | head -3`.",
  ],
  [/^UnreadableAnswer$/, "Something other than AWS may have answered: check the endpoint and the proxy."],
  [
    /^(AbortError|TimeoutError|RequestTimeout|ETIMEDOUT)$/,
    "It took longer than the time allowed: run again, or allow more with --time-limit (of the pack: the setting timeLimitMinutes).",
  ],
  [
    /^(E[A-Z]+|NetworkingError|UnknownEndpoint)$/,
    "The endpoint was not reached: check the network, the Region and the provider's endpoints.",
  ],
];

function remedyFor(code: string, message: string, call: string): string {
  if (/^(AccessDenied|UnauthorizedOperation|NotAuthorized)/.test(code)) return deniedRemedy(message, call);
  const match = REMEDIES.find(([pattern]) => pattern.test(code));
  return match?.[1] ?? "Run again; if it stays, check the AWS service status and this call's permissions.";
}

/**
 * AWS says in the message which kind of policy denied:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
function deniedRemedy(message: string, call: string): string {
  // Before the call itself, a role may have had to be assumed.
  const [, action = call] = /not authorized to perform: ([\w-]+:\w+)/.exec(message) ?? [];
  const permission = `Needs the permission ${action}`;
  if (/service control policy/i.test(message)) {
    return `${permission}, which a service control policy of the organization denies: ask the team that manages it.`;
  }
  if (/explicit deny/i.test(message)) {
    return `${permission}, which a policy denies outright: if it asks for MFA, sign in with MFA first.`;
  }
  return `${permission}: grant it to the identity that runs this (mfa-guard permissions prints what each command needs).`;
}

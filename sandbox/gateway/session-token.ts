import { type IAMClient, ListMFADevicesCommand } from "@aws-sdk/client-iam";
import { type Answer, element, stsAnswer } from "./answer";
import type { ApiCall } from "./api-call";
import type { UserCaller } from "./caller";
import type { Devices } from "./devices";
import { Refusal } from "./refusal";
import type { Session, SessionKeys, Sessions } from "./sessions";

/** Seconds that a user's session may last, and lasts where nothing is said. */
const SHORTEST = 900;
const LONGEST = 129_600;
const USUAL = 43_200;

interface Stores {
  readonly iam: IAMClient;
  readonly devices: Devices;
  readonly sessions: Sessions;
}

/**
 * Issues a session, as AWS does: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
 * @throws Refusal where the MFA code is not good, or the caller has a session already
 */
export async function getSessionToken(
  { form }: ApiCall,
  { user, session }: UserCaller,
  { iam, devices, sessions }: Stores,
  now: Date,
): Promise<Answer> {
  if (session) throw denied("Cannot call GetSessionToken with session credentials");
  const seconds = durationOf(form);
  const mfa = await provesMfa(form, user, iam, devices, now);
  const expires = new Date(now.getTime() + seconds * 1000);
  const issued: Session = { user, issued: now, expires, mfa };
  return stsAnswer("GetSessionToken", credentials(sessions.issue(issued), expires));
}

function durationOf(form: URLSearchParams): number {
  const seconds = Number(form.get("DurationSeconds") ?? USUAL);
  if (seconds >= SHORTEST && seconds <= LONGEST) return seconds;
  throw new Refusal("ValidationError", `DurationSeconds must be from ${SHORTEST} to ${LONGEST}`, 400);
}

/** Whether the call proves MFA: false where it gives no code; one that is not good is refused, and proves nothing. */
async function provesMfa(
  form: URLSearchParams,
  user: string,
  iam: IAMClient,
  devices: Devices,
  now: Date,
): Promise<boolean> {
  const serial = form.get("SerialNumber");
  const code = form.get("TokenCode");
  if (serial === null && code === null) return false;
  if (!serial || !devices.knows(serial) || !(await hasDevice(user, serial, iam))) throw denied(NOT_THEIRS);
  if (!devices.take(serial, [code ?? ""], now)) throw denied(NO_GOOD);
  return true;
}

/** AWS's own words: https://github.com/aws/aws-cli/issues/6325, https://github.com/lonelyplanet/aws-mfa/pull/21 */
const NO_GOOD = "MultiFactorAuthentication failed with invalid MFA one time pass code.";
const NOT_THEIRS =
  "MultiFactorAuthentication failed, unable to validate MFA code.  " +
  "Please verify your MFA serial number is valid and associated with this user.";

async function hasDevice(UserName: string, serial: string, iam: IAMClient): Promise<boolean> {
  const { MFADevices = [] } = await iam.send(new ListMFADevicesCommand({ UserName }));
  return MFADevices.some(({ SerialNumber }) => SerialNumber === serial);
}

function credentials({ accessKeyId, secretAccessKey, sessionToken }: SessionKeys, expires: Date): string {
  const fields = {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
    Expiration: expires.toISOString(),
  };
  const inside = Object.entries(fields).map(([name, value]) => element(name, value));
  return `<Credentials>${inside.join("")}</Credentials>`;
}

function denied(message: string): Refusal {
  return new Refusal("AccessDenied", message);
}

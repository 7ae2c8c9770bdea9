import { type AwsClients, connect } from "../../policypack/facts/connection";
import type { MfaDevice } from "../../policypack/facts/model";
import { signInUrl } from "../../policypack/iam/sign-in-url";
import { CliError } from "../errors";
import { askOneCode } from "./codes";
import { deviceWithCodes } from "./device-with-codes";
import type { Enrolling } from "./enrolling";
import type { OwnUser } from "./own-user";
import { withCodes } from "./own-devices";
import { PASSKEY_WAYS } from "../passkey-words";
import { makeSession } from "./session";
import { say } from "./terminal";

/** How often a code of the device that is there is asked for. */
const TRIES = 3;

/**
 * The clients with which another device can be added: a long-term key alone is refused by AWS once a user has a device,
 * so a session is made with a code of that one first, and kept nowhere.
 * https://aws.amazon.com/security/security-bulletins/AWS-2023-001/
 * @param devices Of whom `takesSession` has told.
 * @throws CliError where no session can be made.
 */
export async function clientsForAnother(
  { clients, connection, user, terminal }: Enrolling,
  devices: readonly MfaDevice[],
): Promise<AwsClients> {
  if (devices.length === 0 || !user.longTermKey) return clients;
  const serial = await deviceWithCodes({ known: true, value: devices }, async (serials) => {
    const list = serials.map((one, index) => `  ${index + 1}. ${one}\n`).join("");
    const answer = await terminal.ask(`You have several devices:\n${list}Which one? [1-${serials.length}] `);
    return serials[Number(answer.trim()) - 1] ?? serials[0] ?? "";
  });
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const session = await makeSession(clients.sts, serial, await askOneCode(terminal, `Code of ${serial}: `));
    if (session) {
      const { accessKeyId: accessKey, secretAccessKey: secretKey, sessionToken: token } = session;
      return connect({ ...connection, accessKey, secretKey, token });
    }
    say(terminal, "AWS did not take this code. Wait for the next one.");
  }
  throw new CliError(
    "AWS took none of the codes, so no device was added. If they are always refused: `mfa-guard resync`.",
  );
}

/**
 * What it takes to add another device with an access key, in a sentence.
 * @throws CliError where it can't be had: a passkey or security key shows no code.
 */
export function takesSession(user: OwnUser, devices: readonly MfaDevice[]): string {
  if (withCodes(devices).length === 0) throw new CliError(passkeyOnly(signInUrl({ ...user, alias: null })));
  return `${WHY} Another one takes a code of that device first.`;
}

const WHY =
  "AWS adds a second device only in a session with MFA; an access key alone is refused (security bulletin AWS-2023-001).";

function passkeyOnly(address: string | null): string {
  const where = address === null ? "" : ` at ${address}`;
  return (
    `${WHY} Your passkey or security key makes no such session, so add the app in the console: sign in${where}, then ` +
    `your name at the top right, Security credentials, Assign MFA device. At the AWS CLI: ${PASSKEY_WAYS}`
  );
}

import { type AwsClients, connect, type Connection } from "../../policypack/facts/connection";
import type { MfaDevice } from "../../policypack/facts/account-facts";
import { signInUrl } from "../../policypack/iam/sign-in-url";
import type { Cli } from "../context";
import { CliError, messageOf } from "../errors";
import { PASSKEY_WAYS } from "../passkey-words";
import { askOneCode, askTwoCodes } from "./codes";
import {
  createDevice,
  deleteDevice,
  deviceWithCodes,
  enableDevice,
  type NewDevice,
  type Removal,
  type TwoCodes,
} from "./device";
import { checkRoom, type OwnUser, readOwnDevices, withCodes } from "./own-user";
import { makeSession, sessionLine } from "./make-session";
import { showSecret } from "./show-secret";
import { Interrupted, say, type Terminal } from "./terminal";
import { untilNextCode } from "./totp";

/** How it ended. */
export interface Enrolled {
  readonly serial: string;
  /** Each code can be used once. */
  readonly used: TwoCodes;
}

/** How often two codes are asked for before it is given up. */
const TRIES = 3;

/**
 * Enrols a virtual device for the caller's own user; null: the person would rather not.
 * A try that is broken off leaves no device behind, where that is allowed.
 * @throws CliError with what to do, where it did not work.
 */
export async function enrol(enrolling: Enrolling): Promise<Enrolled | null> {
  const { user, terminal } = enrolling;
  const devices = await readOwnDevices(enrolling.clients.iam, user, terminal.signal);
  checkRoom(devices);
  if (!devices.known)
    enrolling.cli.warn(`Whether you have a device already is not known (${devices.reason.code}).`);
  else if (devices.value.length > 0 && !(await wantsAnother(enrolling, devices.value))) return null;
  const clients = devices.known ? await clientsForAnother(enrolling, devices.value) : enrolling.clients;
  // A device that nobody waits for would be left over.
  terminal.signal.throwIfAborted();
  const device = await createDevice(clients.iam, user);
  try {
    terminal.signal.throwIfAborted();
    await showSecret(terminal, device, user);
    return { serial: device.serial, used: await enableWithCodes({ ...enrolling, clients }, device) };
  } catch (error) {
    throw await brokenOff({ ...enrolling, clients }, device, error);
  }
}

/**
 * Somebody who only wants to use the AWS CLI needs no second device. What another one takes is said before it is asked.
 * @throws CliError where another one can't be added here.
 */
async function wantsAnother(
  { terminal, connection, user }: Enrolling,
  devices: readonly MfaDevice[],
): Promise<boolean> {
  const have = devices.length === 1 ? "an MFA device" : `${devices.length} MFA devices`;
  const takes = user.longTermKey ? ` ${takesSession(user, devices)}` : "";
  const session =
    withCodes(devices).length > 0 ? ` For the AWS CLI it is enough: \`${sessionLine(connection)}\`` : "";
  say(terminal, `You have ${have} already.${takes}${session}`);
  return /^y(es)?$/i.test((await terminal.ask("Add another? [y/N] ")).trim());
}

async function enableWithCodes(
  { clients, user, terminal }: Enrolling,
  { serial, seed }: NewDevice,
): Promise<TwoCodes> {
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const codes = await askTwoCodes(terminal, (code) => untilNextCode(seed, code, terminal.now()));
    if (await enableDevice(clients.iam, user, serial, codes)) return codes;
    say(terminal, "AWS did not take these codes. Check that your phone sets its clock by itself.");
  }
  throw new CliError(
    `AWS refused the codes ${TRIES} times. Remove the entry from your app, and run this again.`,
  );
}

/** What to tell of a try that did not come to its end, once it has been cleaned up as far as possible. */
async function brokenOff(
  { clients, terminal }: Enrolling,
  { serial }: NewDevice,
  error: unknown,
): Promise<CliError> {
  const isInterrupted = error instanceof Interrupted || terminal.signal.aborted;
  const why = isInterrupted ? "Broken off." : messageOf(error);
  return new CliError(`${why} ${describeRemoval(await deleteDevice(clients.iam, serial), serial)}`);
}

function describeRemoval(removal: Removal, serial: string): string {
  if (removal === "deleted") return "The device that was made for it has been deleted again.";
  // The answer to EnableMFADevice was lost on its way.
  if (removal === "in use") return `${serial} is enrolled all the same: sign out, and in again with MFA.`;
  const why = removal === "denied" ? "you may not delete it" : `it could not be deleted (${removal.failed})`;
  return (
    `The device ${serial} is left over, and ${why}. Ask an administrator to delete it: ` +
    `\`aws iam delete-virtual-mfa-device --serial-number ${serial}\`. You can enrol again without that, under another name.`
  );
}

/** How often a code of the device that is there is asked for. */
const CODE_TRIES = 3;

/**
 * The clients with which another device can be added: a long-term key alone is refused by AWS once a user has a device,
 * so a session is made with a code of that one first, and kept nowhere.
 * https://aws.amazon.com/security/security-bulletins/AWS-2023-001/
 * @param devices Of whom `takesSession` has told.
 * @throws CliError where no session can be made.
 */
async function clientsForAnother(
  { clients, connection, user, terminal }: Enrolling,
  devices: readonly MfaDevice[],
): Promise<AwsClients> {
  if (devices.length === 0 || !user.longTermKey) return clients;
  const serial = await deviceWithCodes({ known: true, value: devices }, (question) => terminal.ask(question));
  for (let attempt = 1; attempt <= CODE_TRIES; attempt++) {
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
function takesSession(user: OwnUser, devices: readonly MfaDevice[]): string {
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

/** The caller, at a terminal. */
export interface Enrolling {
  readonly cli: Cli;
  readonly connection: Connection;
  readonly clients: AwsClients;
  readonly user: OwnUser;
  /** That of the caller; null: they have said none. */
  readonly region: string | null;
  readonly terminal: Terminal;
}

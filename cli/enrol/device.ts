import {
  CreateVirtualMFADeviceCommand,
  DeleteVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  EntityAlreadyExistsException,
  type IAMClient,
} from "@aws-sdk/client-iam";
import { describeReason, type Fact } from "../../policypack/facts/fact";
import { errorCode } from "../../policypack/facts/live/calls";
import type { MfaDevice } from "../../policypack/facts/account-facts";
import { CliError, messageOf } from "../errors";
import { PASSKEY_WAYS } from "../passkey-words";
import { type OwnUser, withCodes } from "./own-user";

/** A virtual device that AWS made and that belongs to nobody yet. Its seed is never written to a file or a log. */
export interface NewDevice {
  readonly serial: string;
  /** Base 32. */
  readonly seed: string;
}

/** Two codes that a device shows one after the other. */
export interface TwoCodes {
  readonly first: string;
  readonly second: string;
}

/** A user has at most 8 devices; a few names more are for those that enrolments left over. */
const NAMES_TRIED = 12;

/**
 * Makes a virtual device, named like the user; where that name is taken, `<user>-2` and so on.
 * @throws CliError where AWS does not make one.
 */
export async function createDevice(iam: IAMClient, { name }: OwnUser): Promise<NewDevice> {
  for (let number = 1; number <= NAMES_TRIED; number++) {
    const device = await tryCreate(iam, number === 1 ? name : `${name}-${number}`);
    if (device) return device;
  }
  throw new CliError(
    `The device names ${name} to ${name}-${NAMES_TRIED} are all taken. Ask an administrator to delete those that belong to nobody (mfa-guard audit lists them).`,
  );
}

/** Null: the name is taken. */
async function tryCreate(iam: IAMClient, name: string): Promise<NewDevice | null> {
  try {
    const { VirtualMFADevice } = await iam.send(
      new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: name }),
    );
    const { SerialNumber, Base32StringSeed } = VirtualMFADevice ?? {};
    if (!SerialNumber || !Base32StringSeed) throw new Error("AWS answered without a device");
    return { serial: SerialNumber, seed: new TextDecoder().decode(Base32StringSeed) };
  } catch (error) {
    if (error instanceof EntityAlreadyExistsException) return null;
    throw new CliError(`AWS did not create the virtual MFA device ${name}: ${messageOf(error)}`);
  }
}

/** Makes a device the user's own. Whether AWS took the codes; anything else that is wrong is thrown. */
export async function enableDevice(
  iam: IAMClient,
  { name }: OwnUser,
  serial: string,
  { first, second }: TwoCodes,
): Promise<boolean> {
  try {
    const codes = { AuthenticationCode1: first, AuthenticationCode2: second };
    await iam.send(new EnableMFADeviceCommand({ UserName: name, SerialNumber: serial, ...codes }));
    return true;
  } catch (error) {
    if (isWrongCode(error)) return false;
    throw new CliError(`AWS did not enable the device: ${messageOf(error)}`);
  }
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_EnableMFADevice.html */
export function isWrongCode(error: unknown): boolean {
  return errorCode(error) === "InvalidAuthenticationCode";
}

/** What became of a device that was to be deleted. */
export type Removal = "deleted" | "in use" | "denied" | { readonly failed: string };

/** Takes a device away that belongs to nobody. One that belongs to somebody stays: AWS refuses. Never throws. */
export async function deleteDevice(iam: IAMClient, serial: string): Promise<Removal> {
  try {
    await iam.send(new DeleteVirtualMFADeviceCommand({ SerialNumber: serial }));
    return "deleted";
  } catch (error) {
    const code = errorCode(error);
    if (code === "NoSuchEntity") return "deleted";
    if (code === "DeleteConflict") return "in use";
    return /^AccessDenied/.test(code) ? "denied" : { failed: messageOf(error) };
  }
}

/**
 * The device of which a code can make a session, where it is not said which.
 * @param ask Asks the person, and answers with the line typed; null: nobody is there to be asked.
 * @throws CliError where there is none, or nobody says which.
 */
export async function deviceWithCodes(
  devices: Fact<readonly MfaDevice[]>,
  ask: ((question: string) => Promise<string>) | null,
): Promise<string> {
  if (!devices.known)
    throw new CliError(`${describeReason(devices.reason)} Or name the device with --serial.`);
  const serials = withCodes(devices.value);
  const [only, ...others] = serials;
  if (only === undefined) throw new CliError(devices.value.length === 0 ? NO_DEVICE : NO_CODES);
  if (others.length === 0) return only;
  if (ask) return chosenFrom(serials, ask);
  throw new CliError(`You have several devices; name one with --serial:\n  ${serials.join("\n  ")}`);
}

const NO_DEVICE =
  "You have no MFA device, and a session needs a code of one. Set one up first: `mfa-guard enrol`.";
const NO_CODES = `Your MFA device is a passkey or security key, which shows no codes, and AWS makes sessions with codes only. ${PASSKEY_WAYS}`;

/** Asks until the answer is one of the numbers shown. */
async function chosenFrom(
  serials: readonly string[],
  ask: (question: string) => Promise<string>,
): Promise<string> {
  const range = `1-${serials.length}`;
  const list = serials.map((serial, index) => `  ${index + 1}. ${serial}\n`).join("");
  let question = `You have several devices:\n${list}Which one? [${range}] `;
  for (;;) {
    const chosen = serials[Number((await ask(question)).trim()) - 1];
    if (chosen !== undefined) return chosen;
    question = `Type a number. [${range}] `;
  }
}

import type { Fact } from "../../policypack/facts/fact";
import { describeReason } from "../../policypack/facts/fact";
import type { MfaDevice } from "../../policypack/facts/model";
import { CliError } from "../errors";
import { withCodes } from "./own-devices";
import { PASSKEY_WAYS } from "../passkey-words";

/**
 * The device of which a code can make a session, where it is not said which.
 * @param choose Asks which of several; null: nobody is there to be asked.
 * @throws CliError where there is none, or nobody says which.
 */
export async function deviceWithCodes(
  devices: Fact<readonly MfaDevice[]>,
  choose: ((serials: readonly string[]) => Promise<string>) | null,
): Promise<string> {
  if (!devices.known)
    throw new CliError(`${describeReason(devices.reason)} Or name the device with --serial.`);
  const serials = withCodes(devices.value);
  const [only, ...others] = serials;
  if (only === undefined) throw new CliError(devices.value.length === 0 ? NO_DEVICE : NO_CODES);
  if (others.length === 0) return only;
  if (choose) return choose(serials);
  throw new CliError(`You have several devices; name one with --serial:\n  ${serials.join("\n  ")}`);
}

const NO_DEVICE =
  "You have no MFA device, and a session needs a code of one. Set one up first: `mfa-guard enrol`.";
const NO_CODES = `Your MFA device is a passkey or security key, which shows no codes, and AWS makes sessions with codes only. ${PASSKEY_WAYS}`;

import { type IAMClient, ResyncMFADeviceCommand } from "@aws-sdk/client-iam";
import { Command } from "commander";
import { describeReason } from "../../policypack/facts/fact";
import type { Cli } from "../context";
import { asCaller, type OpenTerminal } from "../enrol/as-caller";
import { askTwoCodes } from "../enrol/codes";
import { isWrongCode } from "../enrol/device";
import type { Enrolling } from "../enrol/enrol";
import { type OwnUser, readOwnDevices, withCodes } from "../enrol/own-user";
import { openTerminal, type Terminal } from "../enrol/terminal";
import { CliError, messageOf } from "../errors";
import { withExamples, withNotes } from "../help-text";

/** `mfa-guard resync`: brings the caller's own device back in sync. */
export function resyncCommand(cli: Cli, open: OpenTerminal = openTerminal): Command {
  const command = new Command("resync")
    .option("--serial <serial>", "serial number of the device, if you have several")
    .action(async (options: { serial?: string }) =>
      asCaller(cli, command, open, async (enrolling) => {
        cli.print(`${await resync(enrolling, options.serial)} is in sync again.`);
      }),
    );
  withNotes(command, ["Writes to AWS: resynchronises the device of your own user. Needs a terminal."]);
  return withExamples(command, [
    { line: "mfa-guard resync", purpose: "With two codes of your authenticator app" },
  ]);
}

/**
 * Brings a device of the caller's own user back in sync with AWS.
 * @param serial Which one; undefined: the only one that shows codes.
 * @returns Its serial number.
 * @throws CliError where there is none, it is not said which, or AWS does not take the codes.
 */
async function resync(
  { clients: { iam }, user, terminal }: Enrolling,
  serial: string | undefined,
): Promise<string> {
  const device = serial ?? (await onlyDevice(iam, user, terminal));
  // There is no telling from here which code a device that is out of sync shows next.
  const { first, second } = await askTwoCodes(terminal, () => 0);
  try {
    const codes = { AuthenticationCode1: first, AuthenticationCode2: second };
    await iam.send(new ResyncMFADeviceCommand({ UserName: user.name, SerialNumber: device, ...codes }));
  } catch (error) {
    throw new CliError(
      isWrongCode(error) ? REFUSED : `AWS did not resynchronise the device: ${messageOf(error)}`,
    );
  }
  return device;
}

const REFUSED =
  "AWS did not take these codes. Check that they are of this device and followed each other; " +
  "if it stays so, remove the device in the console, or have an administrator do it, and enrol again.";

async function onlyDevice(iam: IAMClient, user: OwnUser, { signal }: Terminal): Promise<string> {
  const devices = await readOwnDevices(iam, user, signal);
  if (!devices.known)
    throw new CliError(`${describeReason(devices.reason)} Or name the device with --serial.`);
  const [first, ...others] = withCodes(devices.value);
  if (first === undefined)
    throw new CliError("You have no MFA device that shows codes. Enrol one: `mfa-guard enrol`.");
  if (others.length === 0) return first;
  throw new CliError(
    `You have several devices; name one with --serial:\n  ${[first, ...others].join("\n  ")}`,
  );
}

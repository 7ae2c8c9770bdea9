import { CreateVirtualMFADeviceCommand, EnableMFADeviceCommand, type IAMClient } from "@aws-sdk/client-iam";
import { Secret, TOTP } from "otpauth";
import { SandboxError } from "../errors";

/** Seconds for which a code of a virtual device holds. */
const PERIOD = 30;

/**
 * Enrols a virtual MFA device as an authenticator app does: takes the seed, computes two consecutive codes
 * (RFC 6238), enables. The seed goes nowhere else.
 * @returns the device's serial number
 */
export async function enrolVirtualDevice(iam: IAMClient, user: string): Promise<string> {
  const made = await iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: user }));
  const { SerialNumber, Base32StringSeed } = made.VirtualMFADevice ?? {};
  if (!SerialNumber || !Base32StringSeed)
    throw new SandboxError(`AWS made no virtual MFA device for ${user}.`);
  const [AuthenticationCode1, AuthenticationCode2] = twoCodes(new TextDecoder().decode(Base32StringSeed));
  await iam.send(
    new EnableMFADeviceCommand({ UserName: user, SerialNumber, AuthenticationCode1, AuthenticationCode2 }),
  );
  return SerialNumber;
}

/** The code that has just run out and the one that holds: AWS takes them, and nobody has to wait. */
function twoCodes(seed: string): [string, string] {
  const totp = new TOTP({ secret: Secret.fromBase32(seed), period: PERIOD, digits: 6 });
  const now = Date.now();
  return [totp.generate({ timestamp: now - PERIOD * 1000 }), totp.generate({ timestamp: now })];
}

import { CreateVirtualMFADeviceCommand, EnableMFADeviceCommand, type IAMClient } from "@aws-sdk/client-iam";
import { SandboxError } from "../errors";
import { Authenticator } from "./authenticator";

/** A device to be enrolled. */
interface NewDevice {
  readonly user: string;
  /** Of the device; the user's unless said. */
  readonly name?: string;
  /** What the time is, in milliseconds; the machine's unless said. */
  readonly now?: () => number;
}

/**
 * Enrols a virtual MFA device, as the administrator or as the user whose client it is.
 * @returns the device's serial number
 */
export async function enrolVirtualDevice(iam: IAMClient, user: string): Promise<string> {
  return (await enrol(iam, { user })).serial;
}

/**
 * Enrols a virtual MFA device as an authenticator app does: takes the seed, computes two consecutive codes
 * (RFC 6238), enables. The seed goes nowhere else.
 */
export async function enrol(iam: IAMClient, device: NewDevice): Promise<Authenticator> {
  const authenticator = await createDevice(iam, device);
  const [AuthenticationCode1, AuthenticationCode2] = authenticator.twoCodes();
  const codes = { AuthenticationCode1, AuthenticationCode2 };
  const SerialNumber = authenticator.serial;
  await iam.send(new EnableMFADeviceCommand({ UserName: device.user, SerialNumber, ...codes }));
  return authenticator;
}

/** Makes a device that is nobody's yet. */
export async function createDevice(iam: IAMClient, { user, name, now }: NewDevice): Promise<Authenticator> {
  const made = await iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: name ?? user }));
  const { SerialNumber, Base32StringSeed } = made.VirtualMFADevice ?? {};
  if (!SerialNumber || !Base32StringSeed)
    throw new SandboxError(`AWS made no virtual MFA device for ${user}.`);
  return new Authenticator(SerialNumber, new TextDecoder().decode(Base32StringSeed), now);
}

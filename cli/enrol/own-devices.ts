import type { IAMClient } from "@aws-sdk/client-iam";
import type { Fact } from "../../policypack/facts/fact";
import { readUserDevices } from "../../policypack/facts/live/mfa-devices";
import type { MfaDevice } from "../../policypack/facts/model";
import { CliError } from "../errors";
import type { OwnUser } from "./own-user";

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MOST_DEVICES = 8;

/** The caller's own devices; unknown where they may not be listed. */
export async function readOwnDevices(
  iam: IAMClient,
  { name, accountId }: OwnUser,
  signal: AbortSignal,
): Promise<Fact<readonly MfaDevice[]>> {
  const devices = await readUserDevices(iam, name, `account ${accountId}`, signal);
  return devices.known ? { known: true, value: devices.value ?? [] } : devices;
}

/** @throws CliError where the user can have no other device. */
export function checkRoom(devices: Fact<readonly MfaDevice[]>): void {
  if (!devices.known || devices.value.length < MOST_DEVICES) return;
  throw new CliError(
    `You have ${MOST_DEVICES} MFA devices, which is as many as AWS allows. Remove one in the console first.`,
  );
}

/** Which of the user's devices can be out of sync: those that show codes. */
export function withCodes(devices: readonly MfaDevice[]): readonly string[] {
  return devices.flatMap(({ kind, serial }) =>
    serial && (kind === "virtual" || kind === "hardware-totp") ? [serial] : [],
  );
}

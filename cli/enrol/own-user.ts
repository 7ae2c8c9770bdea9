import type { IAMClient } from "@aws-sdk/client-iam";
import { userNameOf } from "../../policypack/facts/caller-identity";
import type { Fact } from "../../policypack/facts/fact";
import { readUserDevices } from "../../policypack/facts/live/mfa-devices";
import type { CallerIdentity, MfaDevice } from "../../policypack/facts/account-facts";
import { CliError } from "../errors";

/** The IAM user who runs the command: the only one that it ever changes. */
export interface OwnUser {
  readonly name: string;
  readonly arn: string;
  readonly accountId: string;
  readonly partition: string;
  /** Whether the calls are made with a long-term access key: only these can make a session with MFA. */
  readonly longTermKey: boolean;
}

/**
 * The user behind an identity.
 * @throws CliError where that is a role, a federated session or root: none of them has MFA devices that can be set up
 *   here.
 */
export function ownUser({ arn, accountId, partition, longTermKey }: CallerIdentity): OwnUser {
  const name = userNameOf(arn);
  if (name !== null) return { name, arn, accountId, partition, longTermKey };
  throw new CliError(`You are ${arn}, which is no IAM user. ${adviceFor(arn)}`);
}

function adviceFor(arn: string): string {
  if (arn.endsWith(":root")) return "Root enrols in the console only: `mfa-guard instructions --for root`.";
  if (arn.includes(":assumed-role/AWSReservedSSO_")) {
    return "MFA of IAM Identity Center is set up in its access portal, not in IAM.";
  }
  return "Run this with your own user's access keys: a profile without role_arn, and no --role-arn.";
}

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

import type { UnassignedDevice } from "../facts/model";
import { sameCase } from "../rollout/members";

/** A virtual device that belongs to nobody, under the name of a user. */
export interface Namesake {
  readonly serial: string;
  /** Whether it is in a path, and not where `mfa-guard enrol` would make one. */
  readonly inPath: boolean;
}

/**
 * The device that may keep a user from making one with their own name: to delete it takes an administrator. Its serial
 * number is an ARN that ends in its path and name. Whether one in a path takes the name is not certain: it "must be
 * unique. Use with path to uniquely identify a virtual MFA device".
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateVirtualMFADevice.html
 */
export function namesakeOf(
  user: string,
  devices: readonly Pick<UnassignedDevice, "serial">[],
): Namesake | null {
  const found = devices.flatMap(({ serial }) => {
    const [, path, name] = /:mfa\/(.*\/)?([^/]+)$/.exec(serial ?? "") ?? [];
    if (serial === null || name === undefined || sameCase(name) !== sameCase(user)) return [];
    return [{ serial, inPath: path !== undefined }];
  });
  return found.find(({ inPath }) => !inPath) ?? found[0] ?? null;
}

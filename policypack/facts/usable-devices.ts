import { type Fact, known } from "./fact";
import type { DeviceKind, LiveUser, MfaDevice, User } from "./account-facts";

/**
 * Whether a user can sign in with one of that kind. "AWS ended support for enabling SMS multi-factor authentication
 * (MFA)", advises its users to switch, and no longer names it among the kinds of MFA; so a user who has nothing else
 * has no MFA here.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_checking-status.html
 */
export function isUsable(kind: DeviceKind): boolean {
  return kind !== "sms";
}

/** Those that a user can sign in with. */
export function usableDevices({ devices }: Pick<LiveUser, "devices">): readonly MfaDevice[] {
  return devices.found.filter(({ kind }) => isUsable(kind));
}

/** False: none was found; there may be some where not all could be looked at. */
export function hasDevice(live: Pick<LiveUser, "devices">): boolean {
  return usableDevices(live).length > 0;
}

/** The same; unknown where none was found and not all could be looked at. */
export function isEnrolled(live: Pick<LiveUser, "devices">): Fact<boolean> {
  if (hasDevice(live)) return known(true);
  const { complete } = live.devices;
  return complete.known ? known(false) : complete;
}

/** The same of a user who may not exist. */
export function userHasDevice({ live }: Pick<User, "live">): boolean {
  return live.known && live.value !== null && hasDevice(live.value);
}

/** Said of a user with nothing but an SMS device, who thinks that they have MFA; empty for all others. */
export function smsOnly(live: Pick<LiveUser, "devices">): string {
  return !hasDevice(live) && live.devices.found.length > 0
    ? ", with an SMS device, which AWS has ended support for and which does not count"
    : "";
}

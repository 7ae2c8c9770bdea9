import { Secret, TOTP } from "otpauth";
import type { OwnUser } from "./own-user";

/** Seconds for which a code holds; AWS's virtual devices have 6 digits and SHA-1, as RFC 6238 has by default. */
export const PERIOD = 30;

/** How far, in periods, a clock may be off before a code counts as not this device's. */
const WINDOW = 10;

/** As much of a user name as tells entries of an app apart: with more, the QR code outgrows a window of 24 rows. */
const NAME_LENGTH = 40;

/** What the entry in the app is called, beside "AWS". */
export function accountName({ name, accountId }: OwnUser): string {
  return `${name.slice(0, NAME_LENGTH)}@${accountId}`;
}

/**
 * What an authenticator app reads from the QR code. As short as can be, so that the code is small: the issuer stands in
 * the label alone, and algorithm, digits and period are the defaults, which AWS's virtual devices have.
 * https://github.com/google/google-authenticator/wiki/Key-Uri-Format
 */
export function otpauthUri(seed: string, user: OwnUser): string {
  // An @ may stand in a path as it is: https://www.rfc-editor.org/rfc/rfc3986#section-3.3
  const label = encodeURIComponent(accountName(user)).replaceAll("%40", "@");
  return `otpauth://totp/AWS:${label}?secret=${seed}`;
}

/**
 * Milliseconds until the device shows the code that follows this one: none where it does already, or where the code is
 * none of this device by this machine's clock, of which AWS is the judge. A person who typed slowly is not told to
 * wait for the code after the next, which would not be consecutive.
 */
export function untilNextCode(seed: string, code: string, now: Date): number {
  const totp = new TOTP({ secret: Secret.fromBase32(seed), period: PERIOD });
  const delta = totp.validate({ token: code, timestamp: now.getTime(), window: WINDOW });
  if (delta === null) return 0;
  const period = PERIOD * 1000;
  const next = (Math.floor(now.getTime() / period) + delta + 1) * period;
  return Math.max(0, next - now.getTime());
}

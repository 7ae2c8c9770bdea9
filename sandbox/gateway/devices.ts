import { Secret, TOTP } from "otpauth";

/** Seconds for which a code holds (RFC 6238), and how many codes before and after it are taken too. */
const PERIOD = 30;
const WINDOW = 1;

interface Device {
  readonly totp: TOTP;
  /** Numbers of the time steps whose codes have been used. */
  readonly used: Set<number>;
}

/**
 * The seeds of the virtual MFA devices, and which codes have been used: a code holds once.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_enable_virtual.html
 *
 * Seeds are in memory only, and in no property that a log or an inspection would show.
 */
export class Devices {
  readonly #bySerial = new Map<string, Device>();

  /** Keeps a new device's seed, in base 32. */
  learn(serial: string, seed: string): void {
    const totp = new TOTP({ secret: Secret.fromBase32(seed), period: PERIOD, digits: 6 });
    this.#bySerial.set(serial, { totp, used: new Set() });
  }

  forget(serial: string): void {
    this.#bySerial.delete(serial);
  }

  clear(): void {
    this.#bySerial.clear();
  }

  knows(serial: string): boolean {
    return this.#bySerial.has(serial);
  }

  /**
   * Whether the codes are the device's own, of consecutive time steps, the last one of about now, and none of them
   * used before. Where they are, they are used up.
   */
  take(serial: string, codes: readonly string[], now: Date): boolean {
    const device = this.#bySerial.get(serial);
    if (!device) return false;
    const { totp, used } = device;
    const current = Math.floor(now.getTime() / 1000 / PERIOD);
    for (let last = current - WINDOW; last <= current + WINDOW; last++) {
      const steps = codes.map((_, i) => last - (codes.length - 1) + i);
      if (!steps.every((step, i) => !used.has(step) && codeOf(totp, step) === codes[i])) continue;
      for (const step of steps) used.add(step);
      return true;
    }
    return false;
  }
}

function codeOf(totp: TOTP, step: number): string {
  return totp.generate({ timestamp: step * PERIOD * 1000 });
}

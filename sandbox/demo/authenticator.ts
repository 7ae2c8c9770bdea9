import { Secret, TOTP } from "otpauth";

/** Seconds for which a code holds (RFC 6238). */
const PERIOD = 30;

/**
 * The authenticator app of a user with a virtual MFA device. The seed stays inside, and in no property that a log or
 * an inspection would show.
 */
export class Authenticator {
  readonly #totp: TOTP;
  /** The number of the latest time step whose code was given away: AWS takes a code once. */
  #last = 0;

  constructor(
    readonly serial: string,
    seed: string,
    /** What the time is, in milliseconds. */
    private readonly now: () => number = Date.now,
  ) {
    this.#totp = new TOTP({ secret: Secret.fromBase32(seed), period: PERIOD, digits: 6 });
  }

  /** The code that has just run out and the one that holds: AWS takes them, and nobody has to wait. */
  twoCodes(): [string, string] {
    this.#last = this.step();
    return [this.code(this.#last - 1), this.code(this.#last)];
  }

  /** The first code that was not given away yet. It may be one that holds only in `untilNext()` milliseconds. */
  nextCode(): string {
    this.#last = Math.max(this.#last + 1, this.step());
    return this.code(this.#last);
  }

  /** Milliseconds until the next code holds; AWS may take it up to 30 s earlier. */
  untilNext(): number {
    return Math.max(0, (this.#last + 1) * PERIOD * 1000 - this.now());
  }

  /** The code that was given away last, once more. */
  usedCode(): string {
    return this.code(this.#last);
  }

  /** A code that holds neither now nor about now. */
  wrongCode(): string {
    const near = [-3, -2, -1, 0, 1, 2, 3].map((steps) => this.code(this.step() + steps));
    for (let candidate = 0; ; candidate++) {
      const code = String(candidate).padStart(6, "0");
      if (!near.includes(code)) return code;
    }
  }

  private step(): number {
    return Math.floor(this.now() / 1000 / PERIOD);
  }

  private code(step: number): string {
    return this.#totp.generate({ timestamp: step * PERIOD * 1000 });
  }
}

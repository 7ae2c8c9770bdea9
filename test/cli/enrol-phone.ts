import { Secret, TOTP } from "otpauth";
import type { Terminal, WindowSize } from "../../cli/enrol/terminal";

/** What a person types at a question; a function gets the phone on which the secret was typed in. */
export type Typed = string | ((phone: Phone) => string);

/** An authenticator app that has the secret shown on the terminal, and a clock that only tests move. */
export class Phone {
  time = Date.parse("2026-11-21T12:00:05Z");
  shown = "";

  /** The code of now, or of some periods later or earlier. */
  code(periods = 0): string {
    const [, seed] = /Key: +([A-Z2-7\s]+)\n/.exec(this.shown) ?? [];
    if (seed === undefined) throw new Error("no secret has been shown");
    const secret = Secret.fromBase32(seed.replace(/\s/g, ""));
    return new TOTP({ secret }).generate({ timestamp: this.time + periods * 30_000 });
  }

  get now(): Date {
    return new Date(this.time);
  }
}

/** A terminal at which a person of the test's making sits. */
export class FakeTerminal implements Terminal {
  readonly phone = new Phone();
  readonly asked: string[] = [];
  readonly waits: number[] = [];
  readonly abort = new AbortController();
  closed = false;
  /** What is typed at the question below the QR code, time by time: at first the key is asked for, so that tests have it. */
  scanned: (string | Error)[] = ["k"];
  window: WindowSize | null = null;

  constructor(private readonly typed: readonly (Typed | Error)[]) {}

  size(): WindowSize | null {
    return this.window;
  }

  get signal(): AbortSignal {
    return this.abort.signal;
  }

  ask(question: string): Promise<string> {
    if (/for a key to type instead|when the key is in the app/.test(question.replace(/\s+/g, " "))) {
      const answer = this.scanned.shift() ?? new Error("the test has nothing to type below the QR code");
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    }
    const answer = this.typed[this.asked.length];
    this.asked.push(question);
    if (answer === undefined) return Promise.reject(new Error(`the test has no answer to: ${question}`));
    if (answer instanceof Error) return Promise.reject(answer);
    return Promise.resolve(typeof answer === "string" ? answer : answer(this.phone));
  }

  show(text: string): void {
    this.phone.shown += text;
  }

  wait(milliseconds: number): Promise<void> {
    this.waits.push(milliseconds);
    this.phone.time += milliseconds;
    return Promise.resolve();
  }

  now(): Date {
    return this.phone.now;
  }

  close(): void {
    this.closed = true;
  }
}

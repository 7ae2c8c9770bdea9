import { openSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { PassThrough, type Readable } from "node:stream";
import { WriteStream } from "node:tty";
import { CliError } from "../errors";
import type { TwoCodes } from "./device";
import { say, type Terminal } from "./terminal";
import { PERIOD } from "./totp";

/** Milliseconds to wait after a code until the next one shows. */
export type UntilNext = (code: string) => number;

/** Asks for two codes that follow each other. @throws Interrupted */
export async function askTwoCodes(terminal: Terminal, untilNext: UntilNext): Promise<TwoCodes> {
  say(terminal, `Your device shows a new code every ${PERIOD} seconds. Two in a row are needed.`);
  const first = await askCode(terminal, "First code: ", () => null);
  await waitForNext(terminal, untilNext(first));
  const second = await askCode(terminal, "The next code: ", (code) =>
    code === first ? "That is the first code again. Wait until your device shows another." : null,
  );
  return { first, second };
}

/** Asks for one code, of which a use before must not be repeated. @throws Interrupted */
export async function askFreshCode(terminal: Terminal, used: TwoCodes): Promise<string> {
  return askCode(terminal, "Another new code, for the session: ", (code) =>
    code === used.first || code === used.second ? "That code has been used. Wait for the next." : null,
  );
}

/** Asks for one code of a device that is enrolled. @throws Interrupted */
export async function askOneCode(terminal: Terminal, question: string): Promise<string> {
  return askCode(terminal, question, () => null);
}

async function waitForNext(terminal: Terminal, milliseconds: number): Promise<void> {
  if (milliseconds === 0) return;
  say(terminal, `Wait for the next code: ${Math.ceil(milliseconds / 1000)} seconds.`);
  await terminal.wait(milliseconds);
}

/** Asks until what is typed is a code, and nothing speaks against it. */
async function askCode(
  terminal: Terminal,
  question: string,
  objection: (code: string) => string | null,
): Promise<string> {
  for (;;) {
    const code = codeIn(await terminal.ask(question));
    const wrong = code === null ? NOT_A_CODE : objection(code);
    if (code !== null && wrong === null) return code;
    say(terminal, `${wrong}`);
  }
}

/** What is said of something else. */
export const NOT_A_CODE = "A code is 6 digits.";

/** The code that was typed; null: it is none. Apps show one in two groups of three. */
export function codeIn(typed: string): string | null {
  const code = typed.replace(/\s/g, "");
  return /^\d{6}$/.test(code) ? code : null;
}

/** Where MFA codes come from. Tests give their own. */
export interface CodeInput {
  /** Asks, and answers with the line typed, which is not shown. @throws CliError where nothing more comes. */
  ask(question: string): Promise<string>;
  /** Whether somebody is there who can try again. */
  readonly isTerminal: boolean;
}

/**
 * The person at the keyboard, or what is piped in. The AWS CLI keeps standard error of a `credential_process` to
 * itself, so the question goes to the terminal itself then.
 */
export function openCodeInput(): CodeInput {
  const { stdin, stderr } = process;
  if (!stdin.isTTY) return { ask: () => firstLine(stdin), isTerminal: false };
  if (stderr.isTTY) return { ask: (question) => hidden(stdin, stderr, question), isTerminal: true };
  return { ask: throughTerminal, isTerminal: true };
}

async function throughTerminal(question: string): Promise<string> {
  const descriptor = openTerminalDevice();
  const output = new WriteStream(descriptor);
  try {
    return await hidden(process.stdin, output, question);
  } finally {
    output.destroy();
  }
}

function openTerminalDevice(): number {
  try {
    return openSync(process.platform === "win32" ? "CONOUT$" : "/dev/tty", "w");
  } catch {
    throw new CliError(
      "There is no terminal to ask for the code. Pipe it in: `echo 123456 | mfa-guard session …`",
    );
  }
}

async function firstLine(input: Readable): Promise<string> {
  for await (const line of createInterface({ input })) return line;
  throw new CliError(
    "There is no terminal, and standard input has no code. Pipe it in, or run this by hand.",
  );
}

/** Readline echoes to its output what is typed, so that is one which nobody sees. */
async function hidden(
  input: Readable,
  output: { write(text: string): unknown },
  question: string,
): Promise<string> {
  const line = createInterface({ input, output: new PassThrough().resume(), terminal: true });
  const brokenOff = new AbortController();
  const breakOff = () => brokenOff.abort();
  line.on("SIGINT", breakOff).on("close", breakOff);
  output.write(question);
  try {
    return await line.question("", { signal: brokenOff.signal });
  } catch {
    throw new CliError("Broken off: there is no session.");
  } finally {
    output.write("\n");
    line.off("close", breakOff).close();
  }
}

import { openSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { PassThrough, type Readable } from "node:stream";
import { WriteStream } from "node:tty";
import { CliError } from "../errors";

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

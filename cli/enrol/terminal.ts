import { setTimeout as sleep } from "node:timers/promises";
import { askLine } from "../ask-line";
import type { Cli, Output } from "../context";
import { CliError } from "../errors";
import { fitted } from "../instructions/wrap";

/** The person at the keyboard, and the time that passes. Tests give their own. */
export interface Terminal {
  /** Asks, and answers with the line typed. @throws Interrupted */
  ask(question: string): Promise<string>;
  /** Where what only the person may see is shown. */
  show(text: string): void;
  /** Of the window, as it is now; null: the terminal does not tell. */
  size(): WindowSize | null;
  /** Milliseconds. @throws Interrupted */
  wait(milliseconds: number): Promise<void>;
  now(): Date;
  /** Aborted when the person wants to end it. */
  readonly signal: AbortSignal;
  /** Gives back what was taken of the process. */
  close(): void;
}

/** Says something to the person, in lines for which the window has room; what stands between backticks stays whole. */
export function say(terminal: Pick<Terminal, "show" | "size">, text: string): void {
  terminal.show(`${fitted(text, terminal.size()?.columns)}\n`);
}

/** In characters. */
export interface WindowSize {
  readonly columns: number;
  readonly rows: number;
}

/** The person broke off: Ctrl-C, the end of the input, or a signal. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/**
 * The terminal of a run, for what only the person at it may see.
 * @throws CliError where there is none: a secret must not get into a log or a file.
 */
export function openTerminal(cli: Cli): Terminal {
  const { ask } = cli;
  if (!ask || !cli.stdout.isTTY) {
    throw new CliError(
      "This shows a secret and asks for codes, so it needs a terminal for both: run it by hand, without a pipe or redirection.",
    );
  }
  const abort = new AbortController();
  const stop = onSignals(() => abort.abort(new Interrupted("broken off")));
  return {
    ask: cli.stderr === process.stderr ? (question) => askThere(question, abort) : ask,
    show: (text) => void cli.stdout.write(text),
    size: () => sizeOf(cli.stdout),
    wait: (milliseconds) => waitUnless(abort.signal, milliseconds),
    now: cli.now,
    signal: abort.signal,
    close: stop,
  };
}

/** A terminal that was never told its size has none, or 0. */
function sizeOf({ columns, rows }: Output): WindowSize | null {
  return columns && rows ? { columns, rows } : null;
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Ends by cleaning up, and not at once. */
function onSignals(handler: () => void): () => void {
  for (const signal of SIGNALS) process.on(signal, handler);
  return () => {
    for (const signal of SIGNALS) process.off(signal, handler);
  };
}

async function askThere(question: string, abort: AbortController): Promise<string> {
  const answer = await askLine(question, abort.signal, () => abort.abort(new Interrupted("broken off")));
  if (answer === null) throw new Interrupted("broken off");
  return answer;
}

async function waitUnless(signal: AbortSignal, milliseconds: number): Promise<void> {
  try {
    await sleep(milliseconds, undefined, { signal });
  } catch {
    throw new Interrupted("broken off");
  }
}

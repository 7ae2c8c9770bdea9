import { once } from "node:events";
import * as path from "node:path";
import { Writable } from "node:stream";
import picocolors from "picocolors";
import { askLine } from "./ask-line";
import { CliError, EXIT, type ExitCode } from "./errors";
import { fitted } from "./instructions/wrap";
import { escapeControlCharacters } from "./text";
import { inPieces, type Pieces } from "./atomic-write";

/** Where a command writes; a test gives one that keeps what is written. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/** What a command gets from the process. Nothing else in `cli` touches `process`, the clock or the terminal. */
export interface CliEnvironment {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder to which the paths that a user writes are relative. */
  readonly cwd: string;
  readonly now: () => Date;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Asks on the terminal, and answers with the line typed; null: nobody is there to answer. */
  readonly ask: ((question: string) => Promise<string>) | null;
}

export type Colours = ReturnType<typeof picocolors.createColors>;

/** One run of the command. */
export class Cli implements CliEnvironment {
  readonly env: CliEnvironment["env"];
  readonly cwd: string;
  readonly now: () => Date;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly ask: CliEnvironment["ask"];
  /** For standard output; a command that writes to a file uses none. */
  readonly colours: Colours;
  /** What the process is to end with; a command sets it where it found something. */
  exitCode: ExitCode = EXIT.nothingFound;

  constructor({ env, cwd, now, stdout, stderr, ask }: CliEnvironment) {
    this.env = env;
    this.cwd = cwd;
    this.now = now;
    this.stdout = stdout;
    this.stderr = stderr;
    this.ask = ask;
    this.colours = picocolors.createColors(wantsColour(env, stdout));
  }

  /** A whole answer to standard output, ended by one line break. */
  print(text: string): void {
    this.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
  }

  /** The same of a text that may be longer than memory holds, no faster than it is taken. */
  async printAll(text: Pieces): Promise<void> {
    if (typeof text === "string") return this.print(text);
    let last = "";
    for await (const one of inPieces(text)) {
      const piece = typeof one === "string" ? one : Buffer.from(one).toString("utf8");
      // A real stream says false when it wants to be waited for.
      if (this.stdout.write(piece) === false && this.stdout instanceof Writable)
        await once(this.stdout, "drain");
      last = piece;
    }
    if (!last.endsWith("\n")) this.stdout.write("\n");
  }

  /** Something to know that is no part of the answer, so to standard error; at a terminal, in lines as wide as it. */
  warn(message: string): void {
    this.stderr.write(`${fitted(escapeControlCharacters(message), this.stderr.columns)}\n`);
  }

  /** As `warn`, but for a person who waits: a pipeline does not see it. */
  progress(message: string): void {
    if (this.stderr.isTTY) this.warn(message);
  }

  /** A path that the user wrote. */
  resolve(file: string): string {
    return path.resolve(this.cwd, file);
  }
}

/** https://no-color.org, and FORCE_COLOR for what shows colours without being a terminal. */
function wantsColour(env: CliEnvironment["env"], { isTTY }: Output): boolean {
  if (env["NO_COLOR"]) return false;
  if (env["FORCE_COLOR"] !== undefined) return env["FORCE_COLOR"] !== "0";
  return isTTY === true && env["TERM"] !== "dumb";
}

/** The real process. */
export function processEnvironment(): CliEnvironment {
  const { env, stdin, stdout, stderr } = process;
  const ask = async (question: string) => {
    const brokenOff = new AbortController();
    const answer = await askLine(question, brokenOff.signal, () => brokenOff.abort());
    if (answer === null) throw new CliError("Broken off: the question was not answered.");
    return answer;
  };
  const someone = stdin.isTTY && stderr.isTTY;
  return { env, cwd: process.cwd(), now: () => new Date(), stdout, stderr, ask: someone ? ask : null };
}

import type { Stage, Watch } from "../policypack/facts/live/watch";
import type { Cli } from "./context";

/**
 * Shows on one line, where standard error is a terminal, what is being read and how far it is; the line is gone when
 * the work is done, and nobody else is told anything.
 */
export async function showing<T>(cli: Cli, work: (watch: Watch) => Promise<T>): Promise<T> {
  if (!cli.stderr.isTTY) return work(() => undefined);
  const stages = new Map<string, Stage>();
  const line = await newLine(cli, (width) => readingText(stages, width));
  const watch: Watch = (part, stage) => {
    if (stage === null) stages.delete(part);
    else stages.set(part, stage);
    line.redraw();
  };
  try {
    return await work(watch);
  } finally {
    line.erase();
  }
}

/** "███░░ MFA devices of users: 120/200", or without a bar as long as it is not known how much there is. */
export function readingText(stages: ReadonlyMap<string, Stage>, width: number): string {
  if (stages.size === 0) return "…".slice(0, width - 1);
  const words = [...stages].map(([part, stage]) => `${part}${howFar(stage)}`).join("; ");
  const measured = [...stages.values()].find(({ total }) => total !== undefined);
  if (measured?.total === undefined) return `Reading ${words}`.slice(0, width - 1);
  return withBar(words, { done: measured.done, total: measured.total }, width);
}

function howFar({ done, total }: Stage): string {
  if (total !== undefined) return `: ${done}/${total}`;
  return done > 0 ? `: ${done} so far` : "";
}

/** One line on standard error that is drawn anew as long as somebody waits. */
export interface Line {
  /** The first time immediately, then not more often than can be read. */
  redraw(): void;
  /** Takes the line away, if it was drawn; what is written next begins where it was. */
  erase(): void;
}

/**
 * A line for a terminal; whether there is one is for the caller to ask. It is there from the first drawing on, as
 * before it somebody may be asked for an MFA code.
 * @param textOf What it shows, in fewer columns than the terminal has.
 */
export async function newLine({ stderr }: Pick<Cli, "stderr">, textOf: (width: number) => string) {
  const { SingleBar } = await import("cli-progress");
  const format = (_: unknown, { maxWidth }: { readonly maxWidth: number }) => textOf(maxWidth);
  const stream = stderr as NodeJS.WritableStream;
  const bar = new SingleBar({ stream, format, linewrap: true, clearOnComplete: true });
  let isThere = false;
  const line: Line = {
    redraw: () => {
      if (isThere) bar.update(0);
      else bar.start(1, 0);
      isThere = true;
    },
    erase: () => bar.stop(),
  };
  return line;
}

const LONGEST_BAR = 30;
const SHORTEST_BAR = 5;

/** Words with a bar before them, no wider than the terminal; without it where there is no room for one. */
export function withBar(words: string, { done, total }: Required<Stage>, width: number): string {
  const room = Math.min(LONGEST_BAR, width - words.length - 2);
  if (room < SHORTEST_BAR) return words.slice(0, width - 1);
  const filled = Math.floor((room * done) / total);
  return `${"█".repeat(filled)}${"░".repeat(room - filled)} ${words}`;
}

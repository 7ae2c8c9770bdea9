import type { Cli } from "../context";
import { newLine, withBar } from "../progress";
import type { Pace } from "./pace";

/** Tells a person who waits how far it is; a pipeline sees nothing of it. */
export interface ProgressBar {
  /** One account more is done. */
  step(outcome: { readonly failed: boolean }): void;
  /** Takes the bar away; what is written next begins on a clean line. */
  stop(): void;
}

const NOBODY_WATCHES: ProgressBar = { step: () => undefined, stop: () => undefined };

/**
 * Shows a bar on standard error, where that is a terminal.
 * @param total All accounts.
 * @param taken How many of them an earlier run has read.
 */
export async function startBar(
  cli: Cli,
  total: number,
  taken: number,
  pace: Pick<Pace, "atOnce" | "isSlowed">,
): Promise<ProgressBar> {
  if (!cli.stderr.isTTY) return NOBODY_WATCHES;
  const started = cli.now().getTime();
  let [asked, failed] = [0, 0];
  const line = await newLine(cli, (width) => {
    const elapsed = cli.now().getTime() - started;
    const slowedTo = pace.isSlowed ? pace.atOnce : null;
    return progressText({ total, done: taken + asked, asked, failed, slowedTo, elapsed }, width);
  });
  line.redraw();
  return {
    step: (outcome) => {
      asked += 1;
      if (outcome.failed) failed += 1;
      line.redraw();
    },
    stop: () => line.erase(),
  };
}

/** How far the reading of an organization has come. */
export interface Progress {
  readonly total: number;
  /** Accounts that are done, those included that an earlier run has read. */
  readonly done: number;
  /** Of those, the ones that this run has asked AWS about. */
  readonly asked: number;
  readonly failed: number;
  /** How many are read at once, where AWS throttles; null: as many as were asked for. */
  readonly slowedTo: number | null;
  /** Milliseconds since this run has begun to ask. */
  readonly elapsed: number;
}

/** One line, no wider than the terminal: "█████░░░░░ 50/100 accounts, 1 not read, about 3 min left". */
export function progressText(progress: Progress, width: number): string {
  const { total, done, failed, slowedTo } = progress;
  const left = estimate(progress);
  const words = [
    `${done}/${total} accounts`,
    failed > 0 && `${failed} not read`,
    slowedTo !== null && `${slowedTo} at a time, as AWS throttles`,
    left !== undefined && `about ${left} left`,
  ]
    .filter(Boolean)
    .join(", ");
  return withBar(words, { done, total }, width);
}

/** By what an account has taken so far; undefined as long as there is nothing to go by. */
function estimate({ total, done, asked, elapsed }: Progress): string | undefined {
  if (asked === 0 || elapsed <= 0 || done >= total) return undefined;
  const seconds = ((elapsed / asked) * (total - done)) / 1000;
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.round(seconds / 60)} min`;
}

import type { Cli } from "../context";
import { newLine } from "../progress";
import type { Pace } from "./pace";
import { progressText } from "./progress-text";

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

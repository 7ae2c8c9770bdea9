import type { Stage, Watch } from "../../policypack/facts/live/watch";
import type { Cli } from "../context";
import { withBar } from "./bar-text";
import { newLine } from "./line";

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

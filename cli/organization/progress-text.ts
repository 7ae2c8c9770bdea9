/** How far the reading of an organisation has come. */
export interface Progress {
  readonly total: number;
  /** Accounts that are done, those included that an earlier run has read. */
  readonly done: number;
  /** Of those, the ones that this run has asked AWS about. */
  readonly asked: number;
  readonly failed: number;
  /** Milliseconds since this run has begun to ask. */
  readonly elapsed: number;
}

/** One line, no wider than the terminal: "█████░░░░░ 50/100 accounts, 1 not read, about 3 min left". */
export function progressText(progress: Progress, width: number): string {
  const { total, done, failed } = progress;
  const left = estimate(progress);
  const words = [
    `${done}/${total} accounts`,
    failed > 0 && `${failed} not read`,
    left !== undefined && `about ${left} left`,
  ]
    .filter(Boolean)
    .join(", ");
  const room = Math.min(LONGEST_BAR, width - words.length - 2);
  if (room < SHORTEST_BAR) return words.slice(0, width - 1);
  const filled = Math.floor((room * done) / total);
  return `${"█".repeat(filled)}${"░".repeat(room - filled)} ${words}`;
}

const LONGEST_BAR = 30;
const SHORTEST_BAR = 5;

/** By what an account has taken so far; undefined as long as there is nothing to go by. */
function estimate({ total, done, asked, elapsed }: Progress): string | undefined {
  if (asked === 0 || elapsed <= 0 || done >= total) return undefined;
  const seconds = ((elapsed / asked) * (total - done)) / 1000;
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.round(seconds / 60)} min`;
}

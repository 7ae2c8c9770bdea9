import type { Stage } from "../../policypack/facts/live/watch";

const LONGEST_BAR = 30;
const SHORTEST_BAR = 5;

/** Words with a bar before them, no wider than the terminal; without it where there is no room for one. */
export function withBar(words: string, { done, total }: Required<Stage>, width: number): string {
  const room = Math.min(LONGEST_BAR, width - words.length - 2);
  if (room < SHORTEST_BAR) return words.slice(0, width - 1);
  const filled = Math.floor((room * done) / total);
  return `${"█".repeat(filled)}${"░".repeat(room - filled)} ${words}`;
}

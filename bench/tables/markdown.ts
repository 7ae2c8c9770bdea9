import type { Conditions, Cost } from "../model";

/** The middle one; of an even number the mean of the two in the middle. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = NaN, high = NaN] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}

/** With two digits that count, and every digit before the point: "0.43", "8.1", "412". */
export function short(number: number): string {
  const size = Math.abs(number);
  // What would be rounded up to the next length has its digits.
  return number.toFixed(size < 0.995 ? 2 : size < 9.95 ? 1 : 0);
}

/** A quantity with how many times another it is; of a run that was cut off, the least that it is. */
export function timesOurs(theirs: number, ours: number, unit: string, cut = false): string {
  const more = cut ? "> " : "";
  return `${more}${short(theirs)} ${unit} (${more}${short(theirs / ours)} ×)`;
}

export function medianOf(rounds: readonly Cost[], quantity: (cost: Cost) => number): number {
  return median(rounds.map(quantity));
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Where and when it was measured, for the line under a table. */
export function describe({ at, cpu, cores, memoryGigabytes, versions }: Conditions): string {
  const listed = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `_${at.slice(0, 10)}, ${cores} cores (${cpu}), ${memoryGigabytes} GB; ${listed.join(", ")}._`;
}

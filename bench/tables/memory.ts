import type { Memory } from "../model";
import { describe, medianOf, short, table } from "./markdown";

/** The most that each command held. */
export function memoryTable(memory: Memory | null): string {
  if (!memory) return "";
  const { conditions, users, runs } = memory;
  const rows = runs.map(({ command, rounds }) => [
    `\`${command}\``,
    `${short(medianOf(rounds, (cost) => cost.megabytes))} MB`,
    `${short(medianOf(rounds, (cost) => cost.seconds))} s`,
    `${short(medianOf(rounds, (cost) => cost.cpuSeconds))} s`,
  ]);
  const head = [`${users} users`, "memory", "wall time", "CPU time"];
  return [table(head, rows), describe(conditions)].join("\n\n");
}

import type { Startup } from "../model";
import { describe, medianOf, short, table } from "./markdown";

/** How long a command takes to say anything. */
export function startupTable(startup: Startup | null): string {
  if (!startup) return "";
  const rows = startup.runs.map(({ command, rounds }) => [
    `\`${command}\``,
    `${short(medianOf(rounds, (cost) => cost.seconds))} s`,
    `${short(medianOf(rounds, (cost) => cost.cpuSeconds))} s`,
    `${short(medianOf(rounds, (cost) => cost.megabytes))} MB`,
  ]);
  return [table(["command", "wall time", "CPU time", "memory"], rows), describe(startup.conditions)].join(
    "\n\n",
  );
}

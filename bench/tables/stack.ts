import type { Stack } from "../model";
import { describe, medianOf, short, table, timesOurs } from "./markdown";

/** Previews of a stack of ours, and of the same resources. */
export function stackTable(stack: Stack | null): string {
  if (!stack) return "";
  const { conditions, resources, programs } = stack;
  const [plain] = programs;
  const rows = programs.map(({ program, rounds }) => {
    const of = (quantity: Parameters<typeof medianOf>[1], unit: string) =>
      plain && plain.program !== program
        ? timesOurs(medianOf(rounds, quantity), medianOf(plain.rounds, quantity), unit)
        : `${short(medianOf(rounds, quantity))} ${unit}`;
    return [program, of((cost) => cost.seconds, "s"), of((cost) => cost.cpuSeconds, "s")];
  });
  const head = [`${resources} resources`, "wall time", "CPU time"];
  return [table(head, rows), describe(conditions)].join("\n\n");
}

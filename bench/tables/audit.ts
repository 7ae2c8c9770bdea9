import type { AccountSize, Disagreement, ToolRun } from "../model";
import { describe, medianOf, short, table, timesOurs } from "./markdown";

const HEAD = ["users", "flagged", "by", "wall time", "CPU time", "memory", "API calls"];

/** Audits: a line for each tool at each size, with how many times ours it takes. */
export function auditTable(sizes: readonly AccountSize[]): string {
  const last = sizes.at(-1);
  if (!last) return "";
  return [table(HEAD, sizes.flatMap(rowsOf)), describe(last.conditions), findings(sizes)].join("\n\n");
}

function rowsOf({ users, runs }: AccountSize): string[][] {
  const [ours, ...theirs] = runs;
  if (!ours) return [];
  const { rounds } = ours;
  const first = [
    ...[String(users), flaggedBy(ours), ours.tool],
    `${short(medianOf(rounds, (cost) => cost.seconds))} s`,
    `${short(medianOf(rounds, (cost) => cost.cpuSeconds))} s`,
    `${short(medianOf(rounds, (cost) => cost.megabytes))} MB`,
    String(callsOf(ours)),
  ];
  return [first, ...theirs.map((run) => rivalRow(run, ours))];
}

function rivalRow(run: ToolRun, ours: ToolRun): string[] {
  const cut = run.rounds.some((cost) => cost.cut);
  const both = (quantity: Parameters<typeof medianOf>[1], unit: string) =>
    timesOurs(medianOf(run.rounds, quantity), medianOf(ours.rounds, quantity), unit, cut);
  const calls = callsOf(run);
  const more = cut ? "> " : "";
  return [
    ...["", flaggedBy(run), run.tool],
    ...[both((cost) => cost.seconds, "s"), both((cost) => cost.cpuSeconds, "s")],
    both((cost) => cost.megabytes, "MB"),
    `${more}${calls} (${more}${short(calls / callsOf(ours))} ×)`,
  ];
}

function flaggedBy({ flagged }: ToolRun): string {
  return flagged === null ? "cut off" : String(flagged);
}

function callsOf({ calls }: ToolRun): number {
  return Object.values(calls).reduce((sum, count) => sum + count, 0);
}

/** Where the tools do not agree, and who is right. */
function findings(sizes: readonly AccountSize[]): string {
  const lines = sizes.flatMap(({ users, runs }) =>
    runs.flatMap(({ tool, disagreements }) =>
      disagreements.map((one) => `- ${users} users, ${tool}: ${explain(one)}`),
    ),
  );
  return lines.length > 0
    ? lines.join("\n")
    : "All that ran to their end flagged the same users, one by one.";
}

function explain({ have, flaggedBy, right, users, example }: Disagreement): string {
  const who = flaggedBy === "rival" ? "flags" : "does not flag";
  const wrong = right === "rival" ? "which is right" : "which is wrong";
  return `${who} ${users} with ${have} (such as ${example}), ${wrong}.`;
}

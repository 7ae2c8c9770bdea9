import type { Organization } from "../model";
import { describe, medianOf, short, table } from "./markdown";

const HEAD = ["accounts", "at once", "wall time", "memory", "API calls", "flagged"];

/** Organizations: how the time and the memory grow from one account to all, and with how many are read at once. */
export function organizationTable(organization: Organization | null): string {
  if (!organization) return "";
  const { conditions, usersEach, latency, runs } = organization;
  const rows = runs.map(({ accounts, concurrency, rounds, calls, flagged }) => [
    ...[String(accounts), String(concurrency)],
    `${short(medianOf(rounds, (cost) => cost.seconds))} s`,
    `${short(medianOf(rounds, (cost) => cost.megabytes))} MB`,
    ...[String(calls), String(flagged)],
  ]);
  const setting = `${usersEach} users in each account; each answer is held back for ${latency} ms, as AWS is farther away.`;
  return [table(HEAD, rows), setting, describe(conditions)].join("\n\n");
}

import type { Formats } from "../model";
import { describe, short, table } from "./markdown";

const HEAD = ["format", "wall time", "processor time", "memory", "size"];

/** Reports on an organization: what judging its kept accounts and writing them takes in each format. */
export function formatsTable(formats: Formats | null): string {
  if (!formats) return "";
  const { conditions, accounts, usersEach, runs } = formats;
  const rows = runs.map(({ format, cost, bytes }) => [
    ...[format, `${short(cost.seconds)} s`, `${short(cost.cpuSeconds)} s`, `${short(cost.megabytes)} MB`],
    `${short(bytes / 1e6)} MB`,
  ]);
  const setting = `\`mfa-guard merge\` of ${accounts} kept accounts with ${usersEach} users each; a fifth of them have no MFA device.`;
  return [table(HEAD, rows), setting, describe(conditions)].join("\n\n");
}

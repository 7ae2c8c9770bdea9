import * as path from "node:path";
import { describeReason } from "../../policypack/facts/fact";
import type { Rollout } from "../../policypack/rollout/model";
import { stringifyRollout } from "../../policypack/rollout/stringify";
import { oneLine } from "../text";
import { adviseBreak, describeBreak } from "./break-words";
import { isoMinute } from "../times";
import type { Impact, Person } from "./impact";

/**
 * A rollout file with what its reader must know before it is deployed: for an editor where its schema is, for a
 * reviewer who has to change what.
 * @param schema Where the JSON Schema is, as an editor would find it from the file.
 */
export function rolloutText(
  rollout: Rollout,
  impact: Impact,
  { schema, now }: { schema: string; now: Date },
): string {
  const comments = [
    `Proposed by \`mfa-guard plan\` for ${impact.account}, as it was on ${isoMinute(now)}.`,
    "Review it, move the deadlines as your people need, and have it reviewed like any change.",
    ...missing(impact),
    ...changesFirst(impact.people),
  ];
  const header = [`yaml-language-server: $schema=${schema}`, "", ...comments];
  // Nothing that comes from the account may end a comment.
  const lines = header.map((line) => `# ${oneLine(line)}`.trimEnd());
  return `${lines.join("\n")}\n\n${stringifyRollout(rollout)}`;
}

function missing({ unknown }: Impact): string[] {
  if (unknown.length === 0) return [];
  return ["", "Not everything could be read, so there may be more people than are named here:"].concat(
    unknown.map((reason) => `  ${describeReason(reason)}`),
  );
}

function changesFirst(people: readonly Person[]): string[] {
  const lines = people.flatMap(({ name, breaks, unknown }) => [
    ...breaks.flatMap((found) => [`  ${name}: ${describeBreak(found)}`, `    ${adviseBreak(found)}`]),
    ...unknown.map((reason) => `  ${name}: ${describeReason(reason)}`),
  ]);
  return lines.length === 0
    ? []
    : ["", "What has to change before the deadline of the wave changes-first:", ...lines];
}

/** Where an editor finds the schema from a file: in the package that is installed in the folder. */
export function installedSchema(folder: string, file: string): string {
  const schema = path.join(folder, "node_modules", "mfa-guard", "docs", "rollout.schema.json");
  const seen = path.relative(path.dirname(file), schema).split(path.sep).join("/");
  return seen.startsWith("../") ? seen : `./${seen}`;
}

import * as path from "node:path";
import { describeReason } from "../../policypack/facts/fact";
import { DAY } from "../../policypack/iam/days";
import type { Rollout, Wave } from "../../policypack/rollout/rollout";
import { parseRolloutObject } from "../../policypack/rollout/parse";
import { rolloutSchema } from "../../policypack/rollout/rollout-schema";
import { stringifyRollout } from "../../policypack/rollout/stringify";
import { oneLine } from "../text";
import { isoMinute } from "../times";
import { adviseBreak, describeBreak } from "./consequences";
import type { Impact, Person } from "./impact";

/** The waves that are proposed, in the order of their deadlines: by risk. */
export const PROPOSED_WAVES = ["enrolled", "administrators", "everyone", "changes-first"] as const;
export type ProposedWave = (typeof PROPOSED_WAVES)[number];

export interface Schedule {
  /** The first wave's deadline. */
  readonly start: Date;
  /** Days from one wave's deadline to the next one's. */
  readonly intervalDays: number;
}

/** When no start is given: two weeks to tell the first people, and a working hour in most of the world. */
export function defaultStart(now: Date): Date {
  const start = new Date(now.getTime() + 15 * DAY);
  start.setUTCHours(9, 0, 0, 0);
  return start;
}

/**
 * A rollout of the waves that an impact suggests. Users who have MFA already come first and lose nothing;
 * administrators next, because most depends on them; then everybody else, and users who join later. Last come users who
 * has to change something first, administrators among them, however much depends on them: a denial would stop their
 * work, or whatever runs with their keys.
 *
 * Each person is in one wave by name, but for `everyone`, which is the rest.
 * @param before The rollout that there is: everything but its waves is kept.
 */
export function proposeRollout({ people }: Impact, before: Rollout | null, schedule: Schedule): Rollout {
  const members = new Map(
    PROPOSED_WAVES.map((wave) => [
      wave,
      people.filter((person) => waveOf(person) === wave).map(({ name }) => name),
    ]),
  );
  const used = PROPOSED_WAVES.filter((wave) => wave === "everyone" || members.get(wave)?.length);
  const waves = used.map((name, index): Wave => {
    const deadline = deadlineOf(schedule, index);
    return name === "everyone"
      ? { name, rest: true, deadline }
      : { name, users: members.get(name), deadline };
  });
  // The rest is last in the file, so that it reads as it works.
  const inFile = [...waves.filter(({ rest }) => !rest), ...waves.filter(({ rest }) => rest)];
  const kept = before ?? parseRolloutObject({ account: "existing" }, "the proposal");
  return rolloutSchema.decode(rolloutSchema.encode({ ...kept, account: "existing", waves: inFile }));
}

function deadlineOf({ start, intervalDays }: Schedule, index: number): Date {
  // A rollout file has seconds.
  return new Date(Math.floor(start.getTime() / 1000) * 1000 + index * intervalDays * DAY);
}

/**
 * The wave that a person is proposed for. That nothing of theirs breaks must be known for any but the last. A machine
 * user is here only because a wave has their name already, and the rest would not take them.
 */
export function waveOf({ breaks, unknown, enrolled, administrator, hasPassword }: Person): ProposedWave {
  if (breaks.length > 0 || unknown.length > 0 || !hasPassword) return "changes-first";
  if (enrolled.known && enrolled.value) return "enrolled";
  return !administrator.known || administrator.value ? "administrators" : "everyone";
}

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

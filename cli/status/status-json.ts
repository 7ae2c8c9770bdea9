import { z } from "zod";
import { asJson, instant, problem, reason } from "../json-model";
import { inertJson } from "../report/json";
import { type BurnDown, STATES } from "./burndown";

/** Raised when a field of the JSON changes its meaning or goes; new fields don't raise it. */
export const STATUS_VERSION = 1;

/** Raised when a field of an entry changes its meaning or goes. */
export const HISTORY_VERSION = 1;

// An entry may be of a newer version that only adds to it.
const counts = z.object(
  Object.fromEntries(STATES.map((state) => [state, z.int().min(0)])) as Record<
    (typeof STATES)[number],
    z.ZodInt
  >,
);

const wave = z.object({
  name: z.string().nullable().describe("Null: users who are in no wave."),
  deadline: instant.nullable(),
  counts,
});

/** One run, as a history keeps it: counts by wave, and nobody's name. */
export const entrySchema = z
  .object({ version: z.literal(HISTORY_VERSION), at: instant, waves: z.array(wave), total: counts })
  .meta({ title: "One run" });

/** What `mfa-guard status --format json` writes. */
export const statusSchema = z
  .strictObject({
    version: z.literal(STATUS_VERSION),
    at: instant,
    account: z.string(),
    passwords: z.string().describe("How old what is told of passwords is, for people to read."),
    waves: z.array(
      wave.extend({
        daysLeft: z
          .int()
          .nullable()
          .describe("Whole days until the deadline: 0 on the last day, -1 in the 24 hours after it."),
      }),
    ),
    total: counts,
    problems: z.array(problem).describe("What the rollout file says and hardly means."),
    unknown: z.array(reason).describe("Why people may be missing, or are counted as unknown."),
    history: z.array(entrySchema).describe("In order of time; this run too, where --history was given."),
  })
  .meta({ title: "mfa-guard status" });

export type Entry = z.output<typeof entrySchema>;
export type Status = z.output<typeof statusSchema>;

/** The burn-down for programs, as `docs/status.schema.json` has it, with the earlier runs that there are. */
export function statusJson(status: BurnDown, history: readonly Entry[]): string {
  const json: Status = { version: STATUS_VERSION, ...asJson({ ...status, history }) };
  return inertJson(json);
}

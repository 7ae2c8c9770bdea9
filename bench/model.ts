import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { z } from "zod";

/** What the last measurements were; made by `npm run bench`, and read by `npm run docs` for the tables. */
export const RESULTS_FILE = path.join(__dirname, "results.json");

const cost = z.strictObject({
  seconds: z.number(),
  /** User and system, of the command and all that it started. */
  cpuSeconds: z.number(),
  /** The most that its largest process held. */
  megabytes: z.number(),
  /** Whether it was cut off after that time. */
  cut: z.boolean(),
});

/** On what, when, and with which versions a section was measured. */
const conditions = z.strictObject({
  at: z.iso.datetime(),
  cpu: z.string(),
  cores: z.number(),
  memoryGigabytes: z.number(),
  versions: z.record(z.string(), z.string()),
});

const disagreement = z.strictObject({
  /** What these users have: "a password and no device". */
  have: z.string(),
  flaggedBy: z.enum(["mfa-guard", "rival"]),
  /** Who is right, by how the account was filled. */
  right: z.enum(["mfa-guard", "rival"]),
  users: z.number(),
  example: z.string(),
});

const toolRun = z.strictObject({
  tool: z.string(),
  rounds: z.array(cost).min(1),
  /** API calls by action, of one round. */
  calls: z.record(z.string(), z.number()),
  /** Null where it was cut off before it told. */
  flagged: z.number().nullable(),
  disagreements: z.array(disagreement),
});

const accountSize = z.strictObject({
  users: z.number(),
  flagged: z.number(),
  conditions,
  runs: z.array(toolRun),
});

const stackSize = z.strictObject({
  resources: z.number(),
  conditions,
  /** Seconds of each preview, and those of the processors; none where an earlier version did not measure them. */
  packs: z.array(
    z.strictObject({
      pack: z.string(),
      seconds: z.array(z.number()).min(1),
      cpuSeconds: z.array(z.number()).default([]),
    }),
  ),
});

/** The preview of a stack of ours beside that of a program with the same resources. */
const stack = z.strictObject({
  conditions,
  resources: z.number(),
  programs: z.array(z.strictObject({ program: z.string(), rounds: z.array(cost).min(1) })),
});

/** What each command holds of one account. */
const memory = z.strictObject({
  conditions,
  users: z.number(),
  runs: z.array(z.strictObject({ command: z.string(), rounds: z.array(cost).min(1) })),
});

const proof = z.strictObject({
  conditions,
  onePolicy: z.strictObject({ actions: z.number(), situations: z.number(), seconds: z.array(z.number()) }),
  verification: z.strictObject({ users: z.number(), policySets: z.number(), rounds: z.array(cost) }),
});

const organization = z.strictObject({
  conditions,
  usersEach: z.number(),
  /** Milliseconds that each answer was held back, as AWS is farther away than an emulator. */
  latency: z.number(),
  runs: z.array(
    z.strictObject({
      accounts: z.number(),
      concurrency: z.number(),
      rounds: z.array(cost),
      calls: z.number(),
      flagged: z.number(),
    }),
  ),
});

const startup = z.strictObject({
  conditions,
  runs: z.array(z.strictObject({ command: z.string(), rounds: z.array(cost).min(1) })),
});

const formatRun = z.strictObject({ format: z.string(), cost, bytes: z.number() });

/** Kept accounts, judged and reported on in each format. */
const formats = z.strictObject({
  conditions,
  accounts: z.number(),
  usersEach: z.number(),
  runs: z.array(formatRun).min(1),
});

const results = z.strictObject({
  audit: z.array(accountSize).default([]),
  preview: z.array(stackSize).default([]),
  proof: proof.nullable().default(null),
  organization: organization.nullable().default(null),
  startup: startup.nullable().default(null),
  stack: stack.nullable().default(null),
  memory: memory.nullable().default(null),
  formats: formats.nullable().default(null),
});

export type Cost = z.infer<typeof cost>;
export type Conditions = z.infer<typeof conditions>;
export type Disagreement = z.infer<typeof disagreement>;
export type ToolRun = z.infer<typeof toolRun>;
export type AccountSize = z.infer<typeof accountSize>;
export type StackSize = z.infer<typeof stackSize>;
export type Proof = z.infer<typeof proof>;
export type FormatRun = z.infer<typeof formatRun>;
export type Formats = z.infer<typeof formats>;
export type Organization = z.infer<typeof organization>;
export type Startup = z.infer<typeof startup>;
export type Stack = z.infer<typeof stack>;
export type Memory = z.infer<typeof memory>;
export type Results = z.infer<typeof results>;

/**
 * The results so far; empty where nothing has been measured yet.
 * @throws ZodError for a file of another form.
 */
export function readResults(file = RESULTS_FILE): Results {
  return results.parse(existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {});
}

/** Takes in what has been measured, so that a run that is broken off has kept the rest. */
export type Keep = (change: (results: Results) => Results) => Promise<void>;

import * as path from "node:path";
import { z } from "zod";
import { ACCOUNT_ID } from "../account-id";
import type { Cli } from "../context";
import { CliError, messageOf, whyUnreadable } from "../errors";
import { inertJson } from "../report/json";
import { placeInOrganization } from "../report/report-model";
import { writeAtomically } from "../atomic-write";
import type { KeptFile, KeptFiles } from "./kept-files";

/** It names files. */
const id = z.string().regex(ACCOUNT_ID, "an account's number has twelve digits");

const entry = z.strictObject({
  account: z.string(),
  id,
  /** Runs of earlier versions have kept none. */
  organization: placeInOrganization.nullable().default(null),
});

/** What a run over an organization leaves beside the accounts that it keeps, for `mfa-guard merge`. */
const schema = z.strictObject({
  format: z.literal("mfa-guard-organization-run"),
  version: z.literal(1),
  at: z.iso.datetime(),
  shard: z.strictObject({ number: z.number().int(), of: z.number().int() }).nullable(),
  /** Those that it was to read, by id, with what they are called. */
  accounts: z.array(entry),
  /** Those of other shards. */
  others: z.array(entry),
  leftOut: z.array(entry.extend({ why: z.string() })),
  /** Null: the run has not come to its end. */
  failures: z.array(entry.extend({ message: z.string() })).nullable(),
});

export type KeptRun = z.output<typeof schema>;

/** Writes it, in the place of what an earlier run of the same shard has left. */
export async function keepRun(
  cli: Pick<Cli, "now" | "resolve">,
  folder: string,
  run: Omit<KeptRun, "format" | "version" | "at">,
): Promise<void> {
  const { name, text } = runFile(cli.now(), run);
  await writeAtomically(cli.resolve(path.join(folder, name)), text, { force: true, mode: 0o600 });
}

/** What a run leaves, as a file. */
export function runFile(now: Date, run: Omit<KeptRun, "format" | "version" | "at">): KeptFile {
  const name = run.shard === null ? "run.json" : `run-${run.shard.number}-of-${run.shard.of}.json`;
  const header = { format: "mfa-guard-organization-run", version: 1, at: now.toISOString() };
  return { name, text: `${inertJson({ ...header, ...run })}\n` };
}

/** Whether it is what a run has left, and not an account of it. */
export function isRunFile(name: string): boolean {
  return /^run(-\d+-of-\d+)?\.json$/.test(name);
}

/**
 * The runs that a folder has accounts of.
 * @throws CliError where there is none, or one of another form: then nobody knows which accounts are missing.
 */
export async function readRuns(files: KeptFiles): Promise<readonly KeptRun[]> {
  const names = (await files.names()).filter(isRunFile).sort();
  if (names.length === 0)
    throw new CliError(
      `${files.place} does not say which accounts there are: it has no run.json. ` +
        "Name a folder that `mfa-guard audit --org --resume` has kept accounts in.",
    );
  return Promise.all(names.map((name) => readRun(files, name)));
}

async function readRun(files: KeptFiles, name: string): Promise<KeptRun> {
  const text = await files.read(name).catch((error: unknown) => {
    throw error instanceof CliError ? error : new CliError(notARun(files, name, whyUnreadable(error)));
  });
  return parseRun(text ?? "", (why) => notARun(files, name, why));
}

/** @throws CliError with the message, where it is not what `runFile` makes. */
export function parseRun(text: string, message: (why: string) => string): KeptRun {
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw new CliError(message(error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error)));
  }
}

function notARun(files: KeptFiles, name: string, why: string): string {
  return `${files.pathOf(name)} is not what a run has left (${why}). Run the audit again with --resume.`;
}

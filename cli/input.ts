import { readFile } from "node:fs/promises";
import { describeReason } from "../policypack/facts/fact";
import type { AccountFacts } from "../policypack/facts/account-facts";
import type { Rollout } from "../policypack/rollout/rollout";
import type { LocatedRollout } from "../policypack/rollout/parse";
import { RolloutError } from "../policypack/rollout/problem";
import type { Cli } from "./context";
import { CliError, whyUnreadable } from "./errors";

/**
 * A rollout file.
 * @param file Its path as the user wrote it.
 * @throws CliError where it can't be read, or has mistakes: all of them, each with its line.
 */
export async function readRolloutFile(cli: Cli, file: string): Promise<Rollout> {
  const read = await readLocatedRollout(cli, file);
  if (read instanceof RolloutError) throw new CliError(read.message);
  return read.rollout;
}

/**
 * A rollout file, and where in it something is; the error: it has mistakes, which are told.
 * @param file Its path as the user wrote it.
 * @throws CliError where it can't be read.
 */
export async function readLocatedRollout(cli: Cli, file: string): Promise<LocatedRollout | RolloutError> {
  const text = await readText(cli, file, "rollout file");
  try {
    return lazy.rolloutFiles().parseRolloutLocated(text, file);
  } catch (error) {
    if (error instanceof RolloutError) return error;
    throw error;
  }
}

/**
 * The accounts of a snapshot.
 * @param maxAge Milliseconds since the reading after which it is refused.
 * @throws CliError where it can't be read, is damaged, foreign or too old.
 */
export async function readSnapshotFile(
  cli: Cli,
  file: string,
  maxAge: number,
): Promise<readonly AccountFacts[]> {
  const text = await readText(cli, file, "snapshot");
  const accounts = lazy.snapshots().readSnapshot(text, { maxAge, now: cli.now(), name: file });
  if (!accounts.known) throw new CliError(describeReason(accounts.reason));
  return accounts.value;
}

async function readText(cli: Cli, file: string, what: string): Promise<string> {
  try {
    return await readFile(cli.resolve(file), "utf8");
  } catch (error) {
    throw new CliError(`The ${what} ${file} can't be read: ${whyUnreadable(error)}. Check the path.`);
  }
}

/* eslint-disable @typescript-eslint/no-require-imports, @typescript-eslint/consistent-type-imports -- to load late */

/** What needs a validator or a YAML parser, loaded when it is first asked for: most audits do without. */
const lazy = {
  snapshots: () =>
    require("../policypack/facts/snapshot/read-snapshot") as typeof import("../policypack/facts/snapshot/read-snapshot"),
  rolloutFiles: () => require("../policypack/rollout/parse") as typeof import("../policypack/rollout/parse"),
};

import { access } from "node:fs/promises";
import type { Rollout } from "../../policypack/rollout/model";
import type { Cli } from "../context";
import { readRolloutFile } from "../input";

/** What the stack's documentation calls the file. */
export const USUAL_NAME = "rollout.yaml";

/**
 * The rollout file that a user named; where they named none, `rollout.yaml` in the folder they are in, if it is there.
 * @throws CliError where the named file is not there, or a file has mistakes.
 */
export async function loadRollout(cli: Cli, file: string | undefined): Promise<Rollout | null> {
  const found = await rolloutFileOf(cli, file);
  return found === undefined ? null : readRolloutFile(cli, found);
}

/** Which file that is, as a user would write it; undefined: none. */
export async function rolloutFileOf(cli: Cli, file: string | undefined): Promise<string | undefined> {
  if (file !== undefined) return file;
  const isThere = await access(cli.resolve(USUAL_NAME)).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== "ENOENT",
  );
  if (!isThere) return undefined;
  cli.progress(`Going by ${USUAL_NAME} of this folder.`);
  return USUAL_NAME;
}

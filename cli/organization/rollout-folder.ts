import { readdir, stat } from "node:fs/promises";
import * as path from "node:path";
import type { Rollout } from "../../policypack/rollout/model";
import type { Cli } from "../context";
import { CliError, whyUnreadable } from "../errors";
import { readRolloutFile } from "../input";

/** The rollout of each account that has one, by its number. */
export type Rollouts = ReadonlyMap<string, Rollout>;

/**
 * A folder with a rollout file of each account, named `<account number>.yaml`. One file for a whole organization would
 * give everybody grace in accounts for which nobody has planned it, and miss each exempt user in all accounts but one.
 * @param folder undefined: no account has one.
 * @throws CliError for a file in place of a folder, a file of another name, and mistakes within any.
 */
export async function readRolloutFolder(cli: Cli, folder: string | undefined): Promise<Rollouts> {
  if (folder === undefined) return new Map();
  const names = (await yamlFiles(cli, folder)).sort();
  const rollouts = new Map<string, Rollout>();
  for (const name of names) {
    const file = path.join(folder, name);
    const id = /^(\d{12})\.ya?ml$/.exec(name)?.[1];
    if (id === undefined) throw new CliError(`${file} is of no account. ${EXPECTED}`);
    if (rollouts.has(id)) throw new CliError(`${folder} has two rollout files of account ${id}. Remove one.`);
    rollouts.set(id, await readRolloutFile(cli, file));
  }
  if (rollouts.size === 0) throw new CliError(`${folder} has no rollout file in it. ${EXPECTED}`);
  return rollouts;
}

const EXPECTED =
  "With --org, --rollout takes a folder in which each account has a rollout file of its own, such as 111122223333.yaml.";

async function yamlFiles(cli: Cli, folder: string): Promise<string[]> {
  const place = cli.resolve(folder);
  try {
    if ((await stat(place)).isFile()) throw new CliError(`${folder} is one file. ${EXPECTED}`);
    return (await readdir(place)).filter((name) => /\.ya?ml$/.test(name));
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(`The folder ${folder} can't be read: ${whyUnreadable(error)}. ${EXPECTED}`);
  }
}

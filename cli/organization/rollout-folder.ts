import { readdir, stat } from "node:fs/promises";
import * as path from "node:path";
import type { Rollout } from "../../policypack/rollout/model";
import type { Cli } from "../context";
import { CliError, whyUnreadable } from "../errors";
import { readRolloutFile } from "../input";

/** The rollouts of an organization's accounts. */
export interface Rollouts {
  /** The account's own, else the defaults; null: neither is there. */
  of(accountId: string): Rollout | null;
  /** What accounts without a file of their own go by. */
  readonly defaults: Rollout | null;
  /** The numbers of the accounts that have a file of their own. */
  readonly named: readonly string[];
}

const DEFAULTS = /^defaults\.ya?ml$/;

/**
 * A folder with `defaults.yaml`, which every account goes by that has no file of its own, and a file of each account
 * that has: `<account number>.yaml`. An account goes by one file alone, so that the stack can be given the same one.
 * Nobody gets time in an account for which nobody has planned it: a folder without `defaults.yaml` has none.
 * @param folder undefined: no account has one.
 * @throws CliError for a file in place of a folder, a file of another name, and mistakes within any.
 */
export async function readRolloutFolder(cli: Cli, folder: string | undefined): Promise<Rollouts> {
  if (folder === undefined) return { of: () => null, defaults: null, named: [] };
  const names = (await yamlFiles(cli, folder)).sort();
  const byAccount = new Map<string, Rollout>();
  let defaults: Rollout | null = null;
  for (const name of names) {
    const file = path.join(folder, name);
    if (DEFAULTS.test(name)) {
      if (defaults !== null) throw new CliError(`${folder} has two files of defaults. Remove one.`);
      defaults = withoutExemptions(await readRolloutFile(cli, file), file);
      continue;
    }
    const id = /^(\d{12})\.ya?ml$/.exec(name)?.[1];
    if (id === undefined) throw new CliError(`${file} is of no account. ${EXPECTED}`);
    if (byAccount.has(id))
      throw new CliError(`${folder} has two rollout files of account ${id}. Remove one.`);
    byAccount.set(id, await readRolloutFile(cli, file));
  }
  if (names.length === 0) throw new CliError(`${folder} has no rollout file in it. ${EXPECTED}`);
  return { of: (id) => byAccount.get(id) ?? defaults, defaults, named: [...byAccount.keys()] };
}

/** An exemption is a decision about one user; in the defaults it would hold for that name in every account. */
function withoutExemptions(rollout: Rollout, file: string): Rollout {
  const [first] = rollout.exemptions;
  if (first === undefined) return rollout;
  throw new CliError(
    `${file} exempts ${first.user}, which would hold in every account that has a user of that name. ` +
      "Put the exemption into the file of the account that the user is in.",
  );
}

const EXPECTED =
  "With --org, --rollout takes a folder with a rollout file for each account that has one of its own, such as " +
  "111122223333.yaml, and defaults.yaml for all others, if they have one.";

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

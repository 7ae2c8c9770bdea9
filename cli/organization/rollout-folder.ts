import { readdir, stat } from "node:fs/promises";
import * as path from "node:path";
import type { Rollout } from "../../policypack/rollout/rollout";
import type { LocatedRollout } from "../../policypack/rollout/parse";
import { RolloutError } from "../../policypack/rollout/problem";
import type { Cli } from "../context";
import { CliError, whyUnreadable } from "../errors";
import { readLocatedRollout } from "../input";

/** The rollouts of an organization's accounts. */
export interface Rollouts {
  /** The account's own, else the defaults; null: neither is there. */
  of(accountId: string): Rollout | null;
  /** What accounts without a file of their own go by. */
  readonly defaults: Rollout | null;
  /** The numbers of the accounts that have a file of their own. */
  readonly named: readonly string[];
}

/** What is in a folder of rollout files, mistakes and all. */
export interface RolloutFolder {
  readonly files: readonly RolloutOfFolder[];
  /** What is wrong with the names of the files, a sentence each. */
  readonly misnamed: readonly string[];
}

export interface RolloutOfFolder {
  /** Its path, from the folder's as the user wrote it. */
  readonly file: string;
  /** Null: the defaults. */
  readonly account: string | null;
  readonly read: LocatedRollout | RolloutError;
}

/**
 * A folder with `defaults.yaml`, which every account goes by that has no file of its own, and a file of each account
 * that has: `<account number>.yaml`. An account goes by one file alone, so that the stack can be given the same one.
 * Nobody gets time in an account for which nobody has planned it: a folder without `defaults.yaml` has none.
 * @param folder undefined: no account has one.
 * @throws CliError for a file in place of a folder, a file of another name, and mistakes within any; all of them.
 */
export async function readRolloutFolder(cli: Cli, folder: string | undefined): Promise<Rollouts> {
  if (folder === undefined) return { of: () => null, defaults: null, named: [] };
  const { files, misnamed } = await openRolloutFolder(cli, folder);
  const mistakes = [...misnamed, ...files.flatMap(mistakesIn)];
  if (mistakes.length > 0) throw new CliError(mistakes.join("\n"));
  const byAccount = new Map(
    files.flatMap(({ account, read }) => (read instanceof RolloutError ? [] : [[account, read.rollout]])),
  );
  const defaults = byAccount.get(null) ?? null;
  const named = [...byAccount.keys()].filter((account) => account !== null);
  return { of: (id) => byAccount.get(id) ?? defaults, defaults, named };
}

function mistakesIn(one: RolloutOfFolder): string[] {
  const { file, read } = one;
  if (read instanceof RolloutError) return [read.message];
  return folderProblems(one).map((problem) => {
    const { line, column } = read.positionOf(problem.where);
    return `${file}:${line}:${column}: ${problem.where}: ${problem.message}`;
  });
}

/** What is right in the file of one account, and wrong in a folder. */
export interface FolderProblem {
  readonly kind: "exemption-in-defaults";
  /** Path in the file. */
  readonly where: string;
  readonly message: string;
}

/**
 * What makes a file unfit for the folder, although it has no mistake. An exemption is a decision about one user; in the
 * defaults it would hold for that name in every account.
 */
export function folderProblems({ account, read }: RolloutOfFolder): FolderProblem[] {
  if (read instanceof RolloutError || account !== null) return [];
  return read.rollout.exemptions.map(({ user }, index): FolderProblem => ({
    kind: "exemption-in-defaults",
    where: `exemptions[${index}]`,
    message:
      `The exemption of ${user} would hold in every account that has a user of that name. ` +
      "Put it into the file of the account that the user is in.",
  }));
}

/** @throws CliError for what is no folder of rollout files at all, and where a file can't be read. */
export async function openRolloutFolder(cli: Cli, folder: string): Promise<RolloutFolder> {
  const names = (await yamlFiles(cli, folder)).sort();
  if (names.length === 0) throw new CliError(`${folder} has no rollout file in it. ${EXPECTED}`);
  const files: RolloutOfFolder[] = [];
  const misnamed: string[] = [];
  for (const name of names) {
    const file = path.join(folder, name);
    const account = accountOf(name);
    const twin = files.find((other) => other.account === account);
    if (account === undefined) misnamed.push(`${file} is of no account. ${EXPECTED}`);
    else if (twin) misnamed.push(`${folder} has two ${ofWhom(account)}. Remove ${twin.file} or ${file}.`);
    else files.push({ file, account, read: await readLocatedRollout(cli, file) });
  }
  return { files, misnamed };
}

/** Null: the defaults; undefined: neither these nor an account. */
function accountOf(name: string): string | null | undefined {
  const [, base = ""] = /^(.*)\.ya?ml$/.exec(name) ?? [];
  if (base === "defaults") return null;
  return /^\d{12}$/.test(base) ? base : undefined;
}

function ofWhom(account: string | null): string {
  return account === null ? "files of defaults" : `rollout files of account ${account}`;
}

const EXPECTED =
  "With --org, --rollout takes a folder with a rollout file for each account that has one of its own, such as " +
  "111122223333.yaml, and defaults.yaml for all others, if they have one.";

async function yamlFiles(cli: Cli, folder: string): Promise<string[]> {
  try {
    if ((await stat(cli.resolve(folder))).isFile()) throw new CliError(`${folder} is one file. ${EXPECTED}`);
    return (await readdir(cli.resolve(folder))).filter((name) => /\.ya?ml$/.test(name));
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(`The folder ${folder} can't be read: ${whyUnreadable(error)}. ${EXPECTED}`);
  }
}

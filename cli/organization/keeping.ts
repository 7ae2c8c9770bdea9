import { readFile, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import * as path from "node:path";
import type { Cli } from "../context";
import { messageOf } from "../errors";
import { HOUR } from "../times";
import { KeptAccounts } from "./kept-accounts";
import type { Shard } from "./shard";

/** What a run does with the accounts that it has read. */
export interface Keeping {
  /** Null: nothing is kept. */
  readonly kept: KeptAccounts | null;
  /** To be called when the report is written. @param whole Whether the run came to its end. */
  readonly end: (whole: boolean) => Promise<void>;
}

export const NOTHING_KEPT: Keeping = { kept: null, end: () => Promise.resolve() };

/** In a folder that the user has named: everything stays there, also for `mfa-guard merge`. */
export function keepingIn(kept: KeptAccounts): Keeping {
  return { kept, end: () => Promise.resolve() };
}

/**
 * Milliseconds for which a run takes up what one before it, which was broken off, has read: as long as AWS's own
 * credential report may be old, so that no answer is much older than AWS's own.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
 */
export const TAKEN_UP_FOR = 4 * HOUR;

/**
 * Without a folder that the user has named: where programs keep their state, until the run has ended. So there is
 * something to take up only of a run that was broken off, and a later run, made for news, reads everything again.
 */
export async function keepingUntilEnd(cli: Cli, run: RunOf, maxAge: number): Promise<Keeping> {
  const folder = stateFolder(cli, run);
  if (folder === null) return NOTHING_KEPT;
  try {
    const kept = await KeptAccounts.open(cli, folder, maxAge);
    const lock = path.join(folder, "lock");
    if (!(await takeLock(lock))) {
      cli.warn(
        `Another run over this organization keeps what it reads in ${folder}: this one keeps nothing.`,
      );
      return NOTHING_KEPT;
    }
    cli.progress(`What is read is kept in ${folder} until the run has ended; --no-resume keeps nothing.`);
    return { kept, end: (whole) => rm(whole ? folder : lock, { recursive: true, force: true }) };
  } catch (error) {
    // Nobody has asked for it, so it stops nothing.
    cli.warn(`What is read is not kept for a run after this one: ${messageOf(error)}`);
    return NOTHING_KEPT;
  }
}

/** Whose a folder is as long as a run goes on: "HOST PID". */
const own = () => `${hostname()} ${process.pid}`;

/**
 * Takes a folder for this run alone. A run that was killed holds it no longer; of one on another computer, with which
 * the folder is shared, that can't be told, so it holds it.
 * @returns Whether this run has it now.
 */
async function takeLock(file: string): Promise<boolean> {
  if (await create(file)) return true;
  if (await isHeld(file)) return false;
  await rm(file, { force: true });
  return create(file);
}

async function create(file: string): Promise<boolean> {
  try {
    await writeFile(file, own(), { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

async function isHeld(file: string): Promise<boolean> {
  const text = await readFile(file, "utf8").catch(() => "");
  const [, host, pid] = /^(\S+) (\d+)$/.exec(text) ?? [];
  if (host === undefined) return false;
  return host !== hostname() || isAlive(Number(pid));
}

function isAlive(pid: number): boolean {
  try {
    // Sends nothing: it only looks. https://nodejs.org/api/process.html#processkillpid-signal
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** What two runs must have in common for one to take up what the other has read. */
interface RunOf {
  /** The organization's id, such as "o-a1b2c3d4e5". */
  readonly organization: string;
  /** The role's name, with its path. */
  readonly role: string;
  readonly shard: Shard | undefined;
  /** What was asked beyond the usual, by the names of the options. */
  readonly asking: readonly string[];
}

/**
 * Where a run keeps what it has read until it has ended: with the state of the user's programs, "that should persist
 * between (application) restarts". https://specifications.freedesktop.org/basedir-spec/latest/
 * @returns null where there is no such place, as in a container without a home.
 */
export function stateFolder(
  { env }: Pick<Cli, "env">,
  { organization, role, shard, asking }: RunOf,
): string | null {
  const state = stateHome(env);
  if (state === null || !/^o-[a-z0-9]{10,32}$/.test(organization)) return null;
  const parts = [
    role.replaceAll("/", "%2F"),
    ...asking,
    ...(shard ? [`${shard.number}-of-${shard.of}`] : []),
  ];
  return path.join(state, "mfa-guard", "organizations", organization, parts.join("+"));
}

function stateHome({ XDG_STATE_HOME, HOME, LOCALAPPDATA }: Cli["env"]): string | null {
  // "All paths set in these environment variables must be absolute."
  if (XDG_STATE_HOME && path.isAbsolute(XDG_STATE_HOME)) return XDG_STATE_HOME;
  if (LOCALAPPDATA) return LOCALAPPDATA;
  return HOME ? path.join(HOME, ".local", "state") : null;
}

import { createHash } from "node:crypto";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { homedir } from "node:os";
import * as path from "node:path";
import { isFull, reason, SandboxError, StorageError } from "./errors";
import { withLock } from "./lock";
import type { Progress } from "./progress";

/** One thing that is costly to make, and how to tell that it is whole. */
export type Recipe = {
  name: string;
  /** Everything that the content depends on; its hash is in the folder's name. */
  key: string;
  /** Fills the empty folder `dir`. The folder is moved afterwards: nothing in it may hold its path. */
  make: (dir: string, progress: Progress) => Promise<void>;
  /** Rejects when the entry in `dir` is not usable. */
  verify: (dir: string) => Promise<void>;
};

/** The folder for what is costly to make: `$MFA_GUARD_CACHE`, else under `$XDG_CACHE_HOME`, else `~/.cache`. */
export function cacheRoot(env: NodeJS.ProcessEnv = process.env): string {
  if (env["MFA_GUARD_CACHE"]) return path.resolve(env["MFA_GUARD_CACHE"]);
  return path.join(env["XDG_CACHE_HOME"] || path.join(homedir(), ".cache"), "mfa-guard");
}

/** The folder of a whole entry, or undefined when there is none. */
export async function lookUp(recipe: Recipe): Promise<string | undefined> {
  const entry = entryOf(recipe);
  return (await flaw(entry, recipe)) === undefined ? entry : undefined;
}

/**
 * The folder of an entry, made first where it is missing, and made again where it is broken.
 * @throws StorageError when the cache can't be written or is full.
 * @throws SandboxError when what was made is not usable; whatever `make` throws.
 */
export async function cached(recipe: Recipe, progress: Progress): Promise<string> {
  const found = await lookUp(recipe);
  if (found) return found;
  const entry = entryOf(recipe);
  await makeRoot(path.dirname(entry));
  return withLock(`${entry}.lock`, progress, () => makeGood(entry, recipe, progress));
}

function entryOf({ name, key }: Recipe): string {
  const hash = createHash("sha256").update(key).digest("hex").slice(0, 12);
  return path.join(cacheRoot(), `${name}-${hash}`);
}

async function makeRoot(root: string): Promise<void> {
  try {
    await mkdir(root, { recursive: true });
  } catch (thrown) {
    throw new StorageError(
      `The cache folder ${root} can't be made: ${reason(thrown)}. Set MFA_GUARD_CACHE to a folder that can.`,
    );
  }
}

/** Called with the lock held: another process may have made the entry while this one waited. */
async function makeGood(entry: string, recipe: Recipe, progress: Progress): Promise<string> {
  const wrong = await flaw(entry, recipe);
  if (wrong === undefined) return entry;
  if (await exists(entry)) {
    progress(`cache: ${path.basename(entry)} is broken, making it again (${firstLine(wrong)})`);
    await rm(entry, { recursive: true, force: true });
  }
  await removeHalfMade(entry);
  await makeInPlace(entry, recipe, progress);
  const still = await flaw(entry, recipe);
  if (still === undefined) return entry;
  throw new SandboxError(`What was just made in ${entry} is not usable: ${still}`);
}

async function makeInPlace(entry: string, recipe: Recipe, progress: Progress): Promise<void> {
  const making = `${entry}.making-${process.pid}`;
  await mkdir(making);
  try {
    await recipe.make(making, progress);
    await rename(making, entry);
  } catch (thrown) {
    await rm(making, { recursive: true, force: true });
    // Somebody who broke our lock was faster. Theirs is checked like ours.
    if (await exists(entry)) return;
    if (isFull(thrown)) throw new StorageError(full(path.dirname(entry)));
    throw thrown;
  }
}

/** The rivals of `npm run bench` need 2.5 GB more, tests of other languages 400 MB; neither is made for anything else. */
function full(root: string): string {
  return `The disk of the cache folder ${root} is full. The sandbox keeps 500 MB there: free them, or set MFA_GUARD_CACHE to a folder with room.`;
}

/** The process that held the lock before and left these did not live to finish them. */
async function removeHalfMade(entry: string): Promise<void> {
  const root = path.dirname(entry);
  const left = (await readdir(root)).filter((file) => file.startsWith(`${path.basename(entry)}.making-`));
  await Promise.all(left.map((file) => rm(path.join(root, file), { recursive: true, force: true })));
}

async function flaw(entry: string, { verify }: Recipe): Promise<string | undefined> {
  if (!(await exists(entry))) return "it does not exist";
  try {
    await verify(entry);
    return undefined;
  } catch (thrown) {
    return reason(thrown);
  }
}

function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}

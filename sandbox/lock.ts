import { link, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { reason, SandboxError } from "./errors";
import type { Progress } from "./progress";

/** Milliseconds between the signs of life of a lock's owner. */
const HEARTBEAT = 5_000;
/** Milliseconds without one after which the owner counts as dead: its pid may belong to another by now. */
const STALE = 60_000;
/** Milliseconds between two tries of those who wait, and how many of them make one line of progress. */
const POLL = 200;
const POLLS_PER_LINE = 50;

let attempts = 0;

/** Runs `work` while no other process holds the lock `file`. A lock whose owner died is broken. */
export async function withLock<T>(file: string, progress: Progress, work: () => Promise<T>): Promise<T> {
  await acquire(file, progress);
  const beat = setInterval(() => void touch(file), HEARTBEAT);
  beat.unref();
  try {
    return await work();
  } finally {
    clearInterval(beat);
    await rm(file, { force: true });
  }
}

async function acquire(file: string, progress: Progress): Promise<void> {
  for (let polls = 0; !(await tryAcquire(file)); polls++) {
    if (await breakIfDead(file)) continue;
    if (polls % POLLS_PER_LINE === 0) {
      progress(`cache: waiting for another process that makes ${path.basename(file, ".lock")}`);
    }
    await sleep(POLL);
  }
}

async function tryAcquire(file: string): Promise<boolean> {
  // Linked and not written in place: nobody ever sees a lock without its owner in it.
  const mine = `${file}-${process.pid}-${attempts++}`;
  try {
    await writeFile(mine, `${process.pid}`);
    await link(mine, file);
    return true;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw new SandboxError(
      `The cache folder ${path.dirname(file)} can't be written: ${reason(thrown)}. ` +
        "Set MFA_GUARD_CACHE to a folder that can.",
    );
  } finally {
    await rm(mine, { force: true });
  }
}

async function breakIfDead(file: string): Promise<boolean> {
  try {
    const [owner, { mtimeMs }] = await Promise.all([readFile(file, "utf8"), stat(file)]);
    if (isAlive(Number(owner)) && Date.now() - mtimeMs < STALE) return false;
    // Two may break it at once and both go on: entries are renamed into place, so that only costs time.
    await rm(file, { force: true });
    return true;
  } catch {
    return true; // Its owner has just let it go.
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function touch(file: string): Promise<void> {
  const now = new Date();
  await utimes(file, now, now).catch(() => undefined);
}

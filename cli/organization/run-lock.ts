import { readFile, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";

/** Whose a folder is as long as a run goes on: "HOST PID". */
const own = () => `${hostname()} ${process.pid}`;

/**
 * Takes a folder for this run alone. A run that was killed holds it no longer; of one on another computer, with which
 * the folder is shared, that can't be told, so it holds it.
 * @returns Whether this run has it now.
 */
export async function takeLock(file: string): Promise<boolean> {
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

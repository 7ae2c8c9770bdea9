import { spawn, type ChildProcess, type SpawnOptions } from "node:child_process";
import { constants } from "node:os";

/** How a process ended; `error` when it never started. */
export type Exit = { code: number | null; signal: NodeJS.Signals | null; error?: Error };

/** A process whose whole group ends with this one, whatever happens. */
export type Tracked = {
  child: ChildProcess;
  /** Settles when the process has ended; never rejects. */
  exited: Promise<Exit>;
  /** Ends the process and everything it started, and waits for that. */
  stop(): Promise<void>;
};

/** Milliseconds between asking a process group to end and killing it. */
const GRACE = 3_000;

const tracked = new Set<Tracked>();
const cleanups = new Set<() => void>();
let watching = false;
let ending = false;

/** Starts a process in a group of its own, so that its children can be ended with it. */
export function spawnTracked(command: string, args: string[], options: SpawnOptions = {}): Tracked {
  endWithUs();
  const child = spawn(command, args, { ...options, detached: true });
  const exited = new Promise<Exit>((resolve) => {
    child.once("error", (error) => resolve({ code: null, signal: null, error }));
    child.once("exit", (code, signal) => resolve({ code, signal }));
  });
  const entry: Tracked = { child, exited, stop: () => stopGroup(entry) };
  tracked.add(entry);
  void exited.then(() => forget(entry));
  return entry;
}

/** Ends every process that is still tracked. */
async function stopAll(): Promise<void> {
  await Promise.all([...tracked].map((entry) => entry.stop()));
}

/**
 * Runs `cleanup`, synchronously, when this process exits, unless the returned function was called first.
 */
export function onExit(cleanup: () => void): () => void {
  endWithUs();
  cleanups.add(cleanup);
  return () => void cleanups.delete(cleanup);
}

async function stopGroup(entry: Tracked): Promise<void> {
  entry.child.ref();
  signalGroup(entry, "SIGTERM");
  const kill = setTimeout(() => signalGroup(entry, "SIGKILL"), GRACE);
  await entry.exited;
  clearTimeout(kill);
}

function forget(entry: Tracked): void {
  tracked.delete(entry);
  // What the process started may outlive it: plugins, compilers.
  signalGroup(entry, "SIGKILL");
}

function signalGroup({ child }: Tracked, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone already, which is what was wanted.
  }
}

function endWithUs(): void {
  if (watching) return;
  watching = true;
  process.once("exit", lastRites);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, endOn);
}

/** Ends by `exit` and not by the signal again, so that the exit handlers run; a second signal waits no more. */
function endOn(signal: NodeJS.Signals): void {
  const code = 128 + constants.signals[signal];
  if (ending) process.exit(code);
  ending = true;
  void stopAll().finally(() => process.exit(code));
}

function lastRites(): void {
  for (const entry of tracked) signalGroup(entry, "SIGKILL");
  for (const cleanup of cleanups) cleanup();
}

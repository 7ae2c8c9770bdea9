import { rmSync } from "node:fs";
import { mkdtemp, open, readFile } from "node:fs/promises";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { createInterface } from "node:readline";
import { SandboxError } from "../errors";
import { onExit, spawnTracked, type Tracked } from "../processes";
import type { Progress } from "../progress";
import { tail } from "../run";
import { ensurePython } from "./venv";

/** A running AWS API server on this machine, with an empty account in it. */
export type Emulator = {
  /** Like `http://127.0.0.1:41234`. */
  endpoint: string;
  /** Empties the account. */
  reset(): Promise<void>;
  /** Ends the server and removes its log. */
  stop(): Promise<void>;
};

/** How the emulator is started. */
export type EmulatorOptions = {
  /** Whether the account has the policies that AWS manages, which costs a second; not unless said. */
  managedPolicies?: boolean;
  /** What the root user signs in with: nothing, a password, or (unless said otherwise) that and hardware MFA. */
  root?: "none" | "password" | "mfa";
  /** The port through which it calls itself, as its Step Functions does; its own unless said otherwise. */
  callsThrough?: number;
};

/** What gives an emulator with an empty account. */
export type StartEmulator = (options: EmulatorOptions, progress: Progress) => Promise<Emulator>;

/** Milliseconds after which a server that says nothing counts as hanging: far longer than a busy machine takes. */
const START_LIMIT = 180_000;

const SERVER = path.join(__dirname, "serve.py");

/**
 * Starts an emulator on a free loopback port, installing it first where that has not been done.
 * @throws SandboxError when it can't be installed or does not come up; its last output is in the message.
 */
export async function startEmulator(options: EmulatorOptions, progress: Progress): Promise<Emulator> {
  const python = await ensurePython(progress);
  const dir = await mkdtemp(path.join(tmpdir(), "mfa-guard-emulator-"));
  const log = path.join(dir, "emulator.log");
  const server = await spawnServer(python, log, options);
  const removeLog = () => rmSync(dir, { recursive: true, force: true });
  // After a signal nobody calls stop.
  const forget = onExit(removeLog);
  const stop = async () => {
    await server.stop();
    forget();
    removeLog();
  };
  try {
    const endpoint = `http://127.0.0.1:${await port(server, log)}`;
    letGo(server);
    return { endpoint, reset: () => reset(endpoint), stop };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}

async function spawnServer(
  python: string,
  log: string,
  { managedPolicies, root, callsThrough }: EmulatorOptions,
): Promise<Tracked> {
  const output = await open(log, "w");
  const env = {
    ...withoutAws(process.env),
    MFA_GUARD_ROOT: root ?? "mfa",
    MOTO_IAM_LOAD_MANAGED_POLICIES: String(managedPolicies ?? false),
    ...(callsThrough !== undefined && { MOTO_PORT: String(callsThrough) }),
  };
  try {
    // Standard input stays open for as long as this process lives: the server ends when it closes.
    return spawnTracked(python, ["-I", SERVER], { env, stdio: ["pipe", "pipe", output.fd] });
  } finally {
    await output.close();
  }
}

function withoutAws(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(AWS|MOTO)_/.test(name)));
}

/** The server prints its port once it listens. */
async function port(server: Tracked, log: string): Promise<number> {
  const lines = createInterface({ input: server.child.stdout! });
  const line = new Promise<string>((resolve) => lines.once("line", resolve));
  let limit: NodeJS.Timeout | undefined;
  const silent = new Promise<void>((resolve) => (limit = setTimeout(resolve, START_LIMIT)));
  const first = await Promise.race([line, server.exited, silent]);
  clearTimeout(limit);
  if (typeof first === "string") return Number(first);
  const what = first ? "ended before it listened" : `did not listen within ${START_LIMIT / 1_000} s`;
  throw new SandboxError(`The emulator ${what}. Its last output:\n${tail(await readFile(log, "utf8"))}`);
}

/** A program that forgets to stop the emulator ends all the same, and the emulator with it. */
function letGo({ child }: Tracked): void {
  child.unref();
  for (const pipe of [child.stdin, child.stdout]) (pipe as Socket).unref();
}

async function reset(endpoint: string): Promise<void> {
  const { ok, status } = await fetch(`${endpoint}/moto-api/reset`, { method: "POST" });
  if (!ok) throw new SandboxError(`The emulator at ${endpoint} refused to reset (HTTP ${status}).`);
}

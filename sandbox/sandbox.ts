import { rmSync } from "node:fs";
import { mkdir, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { startEmulator, type Emulator, type EmulatorOptions, type StartEmulator } from "./emulator/emulator";
import { ensureEngine, type Engine } from "./engine/engine";
import { installLanguage, type Language } from "./engine/languages";
import { extended, OPTIONS, pulumiHome, sandboxEnvironment, stateDir } from "./environment";
import { startGateway } from "./gateway/gateway";
import { onExit } from "./processes";
import type { Progress } from "./progress";
import { installProvider } from "./provider-plugin";
import { run, type RunResult } from "./run";

/** How a sandbox is opened. */
export type SandboxOptions = EmulatorOptions & {
  /** Whether users' calls are denied as IAM would deny them; the sandbox's own keys may do everything. Not unless said. */
  enforce?: boolean;
  /** Languages of programs, beside JavaScript and TypeScript. What runs them is built where nobody has it yet. */
  languages?: readonly Language[];
};

/** How a Pulumi command is run. */
export type PulumiOptions = {
  /** The folder of the project. */
  cwd: string;
  /** On top of the sandbox's environment. */
  env?: Record<string, string>;
  /** Called with each piece of output as it arrives. */
  onOutput?: (chunk: string) => void;
};

/** A Pulumi engine, an empty AWS account and a state backend that nothing outside this machine knows of. */
export type Sandbox = {
  /** What runs the Pulumi commands. */
  engine: Engine;
  /** Where the account's API answers. */
  endpoint: string;
  /** The environment for whatever is to see the sandbox only. */
  env: NodeJS.ProcessEnv;
  /** A folder of the sandbox's own, removed with it. */
  dir: string;
  /** Empties the account. */
  reset(): Promise<void>;
  /** Runs a Pulumi command, without colour, and asks nothing. Resolves with its exit code whatever that is. */
  pulumi(args: string[], options: PulumiOptions): Promise<RunResult>;
  /** Ends the account and removes the folder. */
  close(): Promise<void>;
};

/**
 * Opens a sandbox; what it needs is downloaded or built first, where no earlier run has left it.
 * @param start What starts its emulator.
 * @throws SandboxError when something it needs can't be had.
 */
export async function openSandbox(
  options: SandboxOptions,
  progress: Progress,
  start: StartEmulator = startEmulator,
): Promise<Sandbox> {
  const engine = await ensureEngine(progress);
  const dir = await mkdtemp(path.join(tmpdir(), "mfa-guard-"));
  const remove = () => rmSync(dir, { recursive: true, force: true });
  const forget = onExit(remove);
  try {
    await mkdir(stateDir(dir));
    await installProvider(pulumiHome(dir), progress);
    for (const language of options.languages ?? [])
      await installLanguage(language, engine, pulumiHome(dir), progress);
    const emulator = await startAccount(options, progress, start);
    const close = async () => {
      await emulator.stop();
      forget();
      remove();
    };
    return assemble(engine, emulator, dir, close);
  } catch (thrown) {
    forget();
    remove();
    throw thrown;
  }
}

/** The emulator, or what enforces before it, with the emulator's own ways. */
async function startAccount(
  { enforce, ...options }: SandboxOptions,
  progress: Progress,
  start: StartEmulator,
): Promise<Emulator> {
  const emulator = await start(options, progress);
  if (!enforce) return emulator;
  const gateway = await startGateway(emulator.endpoint);
  return {
    endpoint: gateway.endpoint,
    reset: async () => {
      gateway.reset();
      await emulator.reset();
    },
    stop: async () => {
      await gateway.stop();
      await emulator.stop();
    },
  };
}

function assemble(engine: Engine, emulator: Emulator, dir: string, close: () => Promise<void>): Sandbox {
  const { endpoint, reset } = emulator;
  const env = sandboxEnvironment(process.env, dir, endpoint, engine);
  const pulumi = (args: string[], { cwd, env: own, onOutput }: PulumiOptions) =>
    // First, because a command may end in `--` and words that are not Pulumi's.
    run(engine.pulumi, [...Object.keys(OPTIONS), ...args], {
      cwd,
      env: extended(env, own),
      onOutput,
    });
  return { engine, endpoint, env, dir, reset, pulumi, close };
}

import type { Readable } from "node:stream";
import { SandboxError } from "./errors";
import { spawnTracked, type Exit } from "./processes";

/** What a command answered. */
export type RunResult = {
  /** Exit code; 1 where a signal ended the command. */
  code: number;
  stdout: string;
  stderr: string;
  /** Both streams in the order in which they arrived. */
  output: string;
};

/** How a command is run. */
export type RunOptions = {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Milliseconds after which the command is ended, and the run rejects. */
  timeout?: number;
  onOutput?: (chunk: string) => void;
};

/**
 * Runs a command to its end, with standard input closed so that it can't ask anything.
 * @throws SandboxError when it could not be started or ran out of time; not for its exit code.
 */
export async function run(command: string, args: string[], options: RunOptions = {}): Promise<RunResult> {
  const { cwd, env, timeout, onOutput } = options;
  const running = spawnTracked(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const result: RunResult = { code: 1, stdout: "", stderr: "", output: "" };
  const take = (stream: "stdout" | "stderr") => (chunk: string) => {
    result[stream] += chunk;
    result.output += chunk;
    onOutput?.(chunk);
  };
  const ended = [drain(running.child.stdout, take("stdout")), drain(running.child.stderr, take("stderr"))];
  const exit = await within(timeout, running.exited, running.stop, command);
  await Promise.all(ended);
  return { ...result, code: codeOf(exit, command) };
}

/**
 * Runs a command that must succeed, and gives its standard output.
 * @throws SandboxError with the end of its output when it fails.
 */
export async function mustRun(command: string, args: string[], options: RunOptions = {}): Promise<string> {
  const result = await run(command, args, options);
  if (result.code === 0) return result.stdout;
  throw new SandboxError(
    `${command} ${args[0] ?? ""} failed (exit code ${result.code}):\n${tail(result.output)}`,
  );
}

/** The last lines of a long output. */
export function tail(text: string, lines = 12): string {
  return text.trimEnd().split("\n").slice(-lines).join("\n");
}

async function drain(stream: Readable | null, take: (chunk: string) => void): Promise<void> {
  if (!stream) return;
  stream.setEncoding("utf8");
  stream.on("data", take);
  await new Promise<void>((resolve) => stream.once("close", resolve));
}

async function within(
  timeout: number | undefined,
  exited: Promise<Exit>,
  stop: () => Promise<void>,
  command: string,
): Promise<Exit> {
  if (timeout === undefined) return exited;
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    void stop();
  }, timeout);
  const exit = await exited;
  clearTimeout(timer);
  if (late) throw new SandboxError(`${command} was not done after ${Math.ceil(timeout / 1_000)} s`);
  return exit;
}

function codeOf(exit: Exit, command: string): number {
  if (exit.error) throw new SandboxError(`${command} could not be started: ${exit.error.message}`);
  return exit.code ?? 1;
}

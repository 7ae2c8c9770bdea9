import { readFile } from "node:fs/promises";
import * as path from "node:path";
import { SandboxError } from "../sandbox/errors";
import { run, tail } from "../sandbox/run";
import type { Cost } from "./model";

/** A command to be measured. */
export interface Measured {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Its working directory, where the measurement is written too. */
  readonly dir: string;
  /** The exit codes of a run that did what it should. */
  readonly expected: readonly number[];
  /** Seconds after which it is cut off. */
  readonly limit: number;
}

const WRAPPER = path.join(__dirname, "measure.py");

/**
 * Runs a command to its end, or cuts it off, and tells what it cost.
 * @throws SandboxError where it ended as it should not.
 */
export async function measure({ command, args, env, dir, expected, limit }: Measured): Promise<Cost> {
  const file = path.join(dir, "cost.json");
  const wrapped = ["-I", WRAPPER, file, String(limit), command, ...args];
  const { code: failed, output } = await run("python3", wrapped, { cwd: dir, env });
  if (failed !== 0) throw new SandboxError(`${command} could not be measured:\n${tail(output)}`);
  const { cost, code } = JSON.parse(await readFile(file, "utf8")) as { cost: Cost; code: number };
  if (cost.cut || expected.includes(code)) return cost;
  throw new SandboxError(`${command} ${args[0] ?? ""} ended with exit code ${code}:\n${tail(output)}`);
}

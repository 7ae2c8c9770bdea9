import { readFileSync } from "node:fs";
import * as path from "node:path";
import { cached, cacheRoot } from "../cache";
import { reason, SandboxError } from "../errors";
import { withHeartbeat } from "../heartbeat";
import { oncePer } from "../once";
import type { Progress } from "../progress";
import { mustRun } from "../run";

const OLDEST_PYTHON = "3.10";

/** Names the interpreter that the environment will point to, or fails where it is too old. */
const WHICH_PYTHON = `
import sys
assert sys.version_info >= (${OLDEST_PYTHON.replace(".", ", ")}), "it is Python " + sys.version.split()[0]
print(sys.executable, sys.version)
`;

/** Packages of Python in an environment of their own. */
export type Venv = {
  /** Of the entry in the cache, and of what is installed, for progress. */
  name: string;
  /** The file that pins every package, by version and hash. */
  requirements: string;
  /** A module that can be imported when the environment is whole. */
  module: string;
};

const EMULATOR: Venv = {
  name: "emulator",
  requirements: path.join(__dirname, "requirements.txt"),
  module: "moto.moto_server.werkzeug_app",
};

/** The environments that this process has found whole, or made. */
const ensured = new Map<string, Promise<string>>();

/**
 * The Python of an environment with the packages in it, the emulator's unless said, made where there is none yet.
 * @throws SandboxError when there is no Python to make it with, or the packages can't be installed.
 */
export function ensurePython(progress: Progress, venv = EMULATOR): Promise<string> {
  return oncePer(ensured, path.join(cacheRoot(), venv.name), () => ensure(progress, venv));
}

async function ensure(progress: Progress, venv: Venv): Promise<string> {
  const { name, requirements } = venv;
  const key = `${await systemPython()}\n${process.arch}\n${readFileSync(requirements, "utf8")}`;
  const make = (dir: string) => makeVenv(dir, venv, progress);
  return pythonIn(await cached({ name, key, make, verify: (dir) => verifyVenv(dir, venv) }, progress));
}

async function systemPython(): Promise<string> {
  try {
    return await mustRun("python3", ["-c", WHICH_PYTHON]);
  } catch (thrown) {
    throw new SandboxError(
      `The sandbox needs python3, ${OLDEST_PYTHON} or later, on PATH: install it.\n${reason(thrown)}`,
    );
  }
}

async function makeVenv(dir: string, venv: Venv, progress: Progress): Promise<void> {
  progress(`${venv.name}: installing into an environment of its own; once, for about a minute`);
  try {
    await mustRun("python3", ["-m", "venv", dir]);
  } catch (thrown) {
    throw new SandboxError(
      `python3 can't make the environment of ${venv.name}: ${reason(thrown)}\n` +
        "Where Python's venv comes as a package of its own (Debian, Ubuntu), install python3-venv.",
    );
  }
  try {
    await pipInstall(dir, venv, progress);
  } catch (thrown) {
    throw new SandboxError(
      `The packages of ${venv.name} can't be installed: let this machine reach a Python package index, and run this again.\n` +
        errorsOf(reason(thrown)),
    );
  }
}

/** pip tells of each of its tries; what it ended with is marked. */
function errorsOf(output: string): string {
  const errors = output.split("\n").filter((line) => /^ERROR|no space left/i.test(line));
  return errors.length > 0 ? errors.join("\n") : output;
}

async function pipInstall(dir: string, { name, requirements }: Venv, progress: Progress): Promise<void> {
  const install = ["-I", "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar", "off"];
  let collected = 0;
  await withHeartbeat(
    progress,
    `${name}: installing`,
    () => `${collected} packages`,
    () =>
      mustRun(pythonIn(dir), [...install, "--no-deps", "--require-hashes", "-r", requirements], {
        onOutput: (chunk) => (collected += chunk.match(/^Collecting /gm)?.length ?? 0),
      }),
  );
}

async function verifyVenv(dir: string, { module }: Venv): Promise<void> {
  await mustRun(pythonIn(dir), ["-I", "-c", `import ${module}`]);
}

function pythonIn(dir: string): string {
  return path.join(dir, "bin", "python");
}

import { readFileSync } from "node:fs";
import * as path from "node:path";
import { cached } from "../cache";
import { reason, SandboxError } from "../errors";
import { withHeartbeat } from "../heartbeat";
import type { Progress } from "../progress";
import { mustRun } from "../run";

const REQUIREMENTS = path.join(__dirname, "requirements.txt");
const OLDEST_PYTHON = "3.10";

/** Names the interpreter that the environment will point to, or fails where it is too old. */
const WHICH_PYTHON = `
import sys
assert sys.version_info >= (${OLDEST_PYTHON.replace(".", ", ")}), "it is Python " + sys.version.split()[0]
print(sys.executable, sys.version)
`;

/**
 * The Python of an environment with the emulator in it, made where there is none yet.
 * @throws SandboxError when there is no Python to make it with, or the packages can't be installed.
 */
export async function ensurePython(progress: Progress): Promise<string> {
  const key = `${await systemPython()}\n${process.arch}\n${readFileSync(REQUIREMENTS, "utf8")}`;
  const dir = await cached({ name: "emulator", key, make: makeVenv, verify: verifyVenv }, progress);
  return pythonIn(dir);
}

async function systemPython(): Promise<string> {
  try {
    return await mustRun("python3", ["-c", WHICH_PYTHON]);
  } catch (thrown) {
    throw new SandboxError(
      `The emulator needs python3, ${OLDEST_PYTHON} or later, on PATH: install it.\n${reason(thrown)}`,
    );
  }
}

async function makeVenv(dir: string, progress: Progress): Promise<void> {
  progress("emulator: installing moto into an environment of its own; once, for about a minute");
  try {
    await mustRun("python3", ["-m", "venv", dir]);
  } catch (thrown) {
    throw new SandboxError(
      `python3 can't make the emulator's environment: ${reason(thrown)}\n` +
        "Where Python's venv comes as a package of its own (Debian, Ubuntu), install python3-venv.",
    );
  }
  await pipInstall(dir, progress);
}

async function pipInstall(dir: string, progress: Progress): Promise<void> {
  const install = ["-I", "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar", "off"];
  let collected = 0;
  await withHeartbeat(
    progress,
    "emulator: installing",
    () => `${collected} packages`,
    () =>
      mustRun(pythonIn(dir), [...install, "--no-deps", "--require-hashes", "-r", REQUIREMENTS], {
        onOutput: (chunk) => (collected += chunk.match(/^Collecting /gm)?.length ?? 0),
      }),
  );
}

async function verifyVenv(dir: string): Promise<void> {
  await mustRun(pythonIn(dir), ["-I", "-c", "import moto.moto_server.werkzeug_app"]);
}

function pythonIn(dir: string): string {
  return path.join(dir, "bin", "python");
}

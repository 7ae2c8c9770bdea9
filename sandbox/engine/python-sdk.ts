import { access, constants } from "node:fs/promises";
import * as path from "node:path";
import { cached } from "../cache";
import type { Progress } from "../progress";
import { goBuild, pins, source } from "./go-build";
import { CLI, PYTHON_HOST, type Program } from "./versions";

/** What makes the SDK of a package for Python, built from the same module as the CLI. */
const GENERATOR: Program = {
  ...CLI,
  binary: PYTHON_HOST.binary,
  title: "generator of SDKs for Python",
  pkg: "./python-sdk",
};
const SOURCE = path.join(CLI.dir, "python-sdk", "main.go");

/**
 * A folder with a language host that does nothing but make SDKs, for `pulumi package add`: that which runs programs
 * can't yet, in the version that can be built here.
 * @throws SandboxError where it can't be built.
 */
export function ensurePythonSdkGenerator(progress: Progress): Promise<string> {
  const recipe = {
    name: "pulumi-python-sdk",
    key: [pins(GENERATOR), source(SOURCE), process.platform, process.arch].join("\n"),
    make: (dir: string) => goBuild(GENERATOR, dir, progress),
    verify: (dir: string) => access(path.join(dir, GENERATOR.binary), constants.X_OK),
  };
  return cached(recipe, progress);
}

import { access, chmod, copyFile } from "node:fs/promises";
import * as path from "node:path";
import { cached, lookUp, type Recipe } from "../cache";
import { SandboxError } from "../errors";
import type { Progress } from "../progress";
import { goBuild, pins, source } from "./go-build";
import { CLI, LANGUAGE_HOST } from "./versions";
import { versionOf, type Engine, type EngineSource } from "./engine-source";

/** What starts a Node.js policy pack; releases of the CLI carry one of their own beside the binary. */
const LAUNCHER = "pulumi-analyzer-policy";
const LAUNCHER_SOURCE = path.join(__dirname, LAUNCHER);

/** The newest engine that the Go module proxy alone makes whole. */
export const build: EngineSource = {
  name: "build",
  title: "a build with go",
  remedy: "Install Go 1.23 or later, and allow this machine to reach a Go module proxy",
  find: async () => engineOrNone(await lookUp(recipe())),
  obtain: async (progress) => engineIn(await cached(recipe(), progress)),
};

function recipe(): Recipe {
  return {
    name: "engine",
    key: [CLI, LANGUAGE_HOST]
      .map(pins)
      .concat(source(LAUNCHER_SOURCE), process.platform, process.arch)
      .join("\n"),
    make: makeEngine,
    verify: verifyEngine,
  };
}

async function makeEngine(dir: string, progress: Progress): Promise<void> {
  progress(`engine: building Pulumi ${CLI.version} with go; once, for about 5 minutes`);
  // The small one first: whatever is wrong with go shows within seconds.
  await goBuild(LANGUAGE_HOST, dir, progress);
  await goBuild(CLI, dir, progress);
  await copyFile(LAUNCHER_SOURCE, path.join(dir, LAUNCHER));
  await chmod(path.join(dir, LAUNCHER), 0o755);
}

async function verifyEngine(dir: string): Promise<void> {
  const { version } = await engineIn(dir);
  if (version !== CLI.version) throw new SandboxError(`${dir} has ${version} and not ${CLI.version}`);
  await Promise.all([LANGUAGE_HOST.binary, LAUNCHER].map((file) => access(path.join(dir, file))));
}

async function engineOrNone(dir: string | undefined): Promise<Engine | undefined> {
  return dir === undefined ? undefined : engineIn(dir);
}

async function engineIn(dir: string): Promise<Engine> {
  const pulumi = path.join(dir, CLI.binary);
  return { pulumi, version: await versionOf(pulumi), source: "built", binDirs: [dir] };
}

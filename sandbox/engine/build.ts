import { readFileSync } from "node:fs";
import { access, chmod, copyFile } from "node:fs/promises";
import * as path from "node:path";
import { cached, lookUp, type Recipe } from "../cache";
import { SandboxError } from "../errors";
import { withHeartbeat } from "../heartbeat";
import type { Progress } from "../progress";
import { mustRun } from "../run";
import { CLI, LANGUAGE_HOST, type Program } from "./versions";
import { versionOf, type Engine, type Way } from "./way";

/** What starts a Node.js policy pack; releases of the CLI carry one of their own beside the binary. */
const LAUNCHER = "pulumi-analyzer-policy";
const LAUNCHER_SOURCE = path.join(__dirname, LAUNCHER);

/** The Automation API and the SDK refuse a CLI that does not know its own version. */
const VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

/** The newest engine that the Go module proxy alone makes whole. */
export const build: Way = {
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

async function goBuild(program: Program, out: string, progress: Progress): Promise<void> {
  let downloaded = 0;
  let compiled = 0;
  const count = (chunk: string) => {
    const lines = chunk.split("\n").filter(Boolean);
    const downloads = lines.filter((line) => line.startsWith("go: downloading")).length;
    downloaded += downloads;
    compiled += lines.length - downloads;
  };
  await withHeartbeat(
    progress,
    `engine: ${program.title}`,
    () => `${downloaded} modules fetched, ${compiled} packages compiled`,
    // A go.work above the checkout must not change what is built.
    () =>
      mustRun("go", goArguments(program, out), {
        cwd: program.dir,
        env: { ...process.env, GOWORK: "off" },
        onOutput: count,
      }),
  );
}

function goArguments({ binary, pkg, version }: Program, out: string): string[] {
  const flags = ["-v", "-trimpath", "-mod=readonly", "-buildvcs=false"];
  const ldflags = `-s -w -X ${VERSION_VARIABLE}=${version}`;
  return ["build", ...flags, "-ldflags", ldflags, "-o", path.join(out, binary), pkg];
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

function pins({ dir, pkg }: Program): string {
  return [pkg, source(path.join(dir, "go.mod")), source(path.join(dir, "go.sum"))].join("\n");
}

function source(file: string): string {
  return readFileSync(file, "utf8");
}

import * as path from "node:path";
import { version as sdkVersion } from "@pulumi/pulumi/version";
import { cached, lookUp, type Recipe } from "../cache";
import { CHECKOUT } from "../checkout";
import { withHeartbeat } from "../heartbeat";
import type { Progress } from "../progress";
import { mustRun } from "../run";
import { CLI } from "./versions";
import { versionOf, type Engine, type EngineSource } from "./engine-source";

/** Milliseconds that the whole download may take; building from source is still to come after it. */
const LIMIT = 180_000;

/** Run in a process of its own, because PulumiCommand.install has neither a time limit nor a way to stop it. */
const INSTALL = `
  const { PulumiCommand } = require("@pulumi/pulumi/automation");
  PulumiCommand.install({ root: process.argv[1] }).catch((error) => {
    console.error(error.message);
    process.exit(1);
  });
`;

/** Pulumi's own download, through the Automation API. */
export const download = downloadWithin(LIMIT);

/** The same with another limit, in milliseconds. */
export function downloadWithin(limit: number): EngineSource {
  const recipe: Recipe = {
    name: "pulumi",
    key: `${sdkVersion} ${process.platform} ${process.arch}`,
    make: (dir, progress) => install(dir, limit, progress),
    verify: async (dir) => void (await engineIn(dir)),
  };
  return {
    name: "download",
    title: "Pulumi's own download",
    remedy: "Allow this machine to reach Pulumi's download site (the installer needs curl or wget, and tar)",
    find: async () => engineOrNone(await lookUp(recipe)),
    obtain: async (progress) => engineIn(await cached(recipe, progress)),
  };
}

async function install(dir: string, limit: number, progress: Progress): Promise<void> {
  progress(`engine: trying Pulumi's own download of v${sdkVersion}`);
  await withHeartbeat(
    progress,
    "engine: downloading",
    () => `at most ${limit / 1_000} s`,
    () => mustRun(process.execPath, ["-e", INSTALL, dir], { cwd: CHECKOUT, timeout: limit }),
  );
}

async function engineOrNone(dir: string | undefined): Promise<Engine | undefined> {
  return dir === undefined ? undefined : engineIn(dir);
}

async function engineIn(root: string): Promise<Engine> {
  const bin = path.join(root, "bin");
  const pulumi = path.join(bin, CLI.binary);
  return { pulumi, version: await versionOf(pulumi), source: "downloaded", binDirs: [bin] };
}

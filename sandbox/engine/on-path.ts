import { constants } from "node:fs";
import { access } from "node:fs/promises";
import * as path from "node:path";
import { SandboxError } from "../errors";
import { CLI, isOlder, LANGUAGE_HOST } from "./versions";
import { versionOf, type Engine, type EngineSource } from "./engine-source";

/** The engine that the person has installed. */
export const onPath: EngineSource = {
  name: "path",
  title: "pulumi on PATH",
  remedy: "Install the Pulumi CLI, https://www.pulumi.com/docs/iac/download-install/",
  find: () => engineOnPath().catch(() => undefined),
  obtain: engineOnPath,
};

async function engineOnPath(): Promise<Engine> {
  const pulumi = await onPathOrThrow(CLI.binary);
  const host = await onPathOrThrow(LANGUAGE_HOST.binary, path.dirname(pulumi));
  const version = await versionOf(pulumi);
  if (isOlder(version, CLI.version)) {
    throw new SandboxError(`${pulumi} is ${version}, older than ${CLI.version}`);
  }
  return {
    pulumi,
    version,
    source: "path",
    binDirs: [...new Set([pulumi, host].map((file) => path.dirname(file)))],
  };
}

async function onPathOrThrow(binary: string, first?: string): Promise<string> {
  const found = await findOnPath(binary, first === undefined ? [] : [first]);
  if (found !== undefined) return found;
  throw new SandboxError(`there is no ${binary} on PATH`);
}

/** A program in one of the folders, else on PATH; undefined: in none. */
export async function findOnPath(binary: string, first: readonly string[]): Promise<string | undefined> {
  const dirs = [...first, ...(process.env["PATH"] ?? "").split(path.delimiter)].filter(Boolean);
  for (const dir of dirs) {
    const file = path.resolve(dir, binary);
    const found = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return file;
  }
  return undefined;
}

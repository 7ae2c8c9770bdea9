import { access, mkdir, readFile, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import * as path from "node:path";
import { CHECKOUT } from "./checkout";
import { linkFiles, pluginFolder } from "./plugins";
import type { Progress } from "./progress";
import { buildProvider } from "./provider/build";

const BINARY = "pulumi-resource-aws";

/**
 * Puts the `aws` provider where the engine of this sandbox looks for it: the person's own plugin where
 * they have the very version, else the stand-in.
 */
export async function installProvider(pulumiHome: string, progress: Progress): Promise<void> {
  const folder = `resource-aws-v${await awsVersion()}`;
  const target = pluginFolder(pulumiHome, folder);
  await mkdir(target, { recursive: true });
  const real = pluginFolder(personalHome(), folder);
  if (await hasProvider(real)) {
    progress(`provider: the real ${folder}`);
    await linkFiles(real, target);
  } else {
    await writeFile(path.join(target, BINARY), standIn(await buildProvider()), { mode: 0o755 });
  }
}

/** The engine looks for exactly the version that the SDK asks for. */
async function awsVersion(): Promise<string> {
  const manifest = require.resolve("@pulumi/aws/package.json", { paths: [CHECKOUT] });
  return (JSON.parse(await readFile(manifest, "utf8")) as { version: string }).version;
}

function personalHome(): string {
  return process.env["PULUMI_HOME"] || path.join(homedir(), ".pulumi");
}

function hasProvider(dir: string): Promise<boolean> {
  return access(path.join(dir, BINARY)).then(
    () => true,
    () => false,
  );
}

/** The engine starts the plugin in the project's folder, so everything is named in full. */
function standIn(main: string): string {
  return ["#!/bin/sh", `exec ${quoted(process.execPath)} ${quoted(main)} "$@"`, ""].join("\n");
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

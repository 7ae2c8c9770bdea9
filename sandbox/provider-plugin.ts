import { access, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import * as path from "node:path";
import { CHECKOUT } from "./checkout";
import { isOlder } from "./engine/versions";
import { linkFiles, pluginFolder } from "./plugins";
import type { Progress } from "./progress";
import { buildProvider } from "./provider/build";

const BINARY = "pulumi-resource-aws";

/**
 * Puts the `aws` provider where the engine of this sandbox looks for it: the person's own plugin where they have one
 * of the SDK's major version, else the stand-in.
 */
export async function installProvider(pulumiHome: string, progress: Progress): Promise<void> {
  const wanted = await awsVersion();
  // The engine takes no version but the one that the SDK asks for, whatever is in the folder.
  const target = pluginFolder(pulumiHome, folderOf(wanted));
  await mkdir(target, { recursive: true });
  const real = await installedVersion(wanted);
  if (real !== undefined) {
    progress(`provider: the real ${folderOf(real)}`);
    await linkFiles(pluginFolder(personalHome(), folderOf(real)), target);
  } else {
    await writeFile(path.join(target, BINARY), standIn(await buildProvider()), { mode: 0o755 });
  }
}

/** The version of the SDK, whose programs ask for the plugin of the same version. */
async function awsVersion(): Promise<string> {
  const manifest = require.resolve("@pulumi/aws/package.json", { paths: [CHECKOUT] });
  return (JSON.parse(await readFile(manifest, "utf8")) as { version: string }).version;
}

/**
 * The version to take of the plugins that the person has: the wanted one, else the newest. Not one of another major
 * version, because such a plugin has other resources than the SDK sends it.
 */
async function installedVersion(wanted: string): Promise<string | undefined> {
  const files = await readdir(pluginFolder(personalHome(), "")).catch(() => []);
  const versions = files.flatMap((file) => /^resource-aws-v(\d+\.\d+\.\d+)$/.exec(file)?.[1] ?? []);
  const major = (version: string) => version.split(".", 1)[0];
  const usable: string[] = [];
  for (const version of versions)
    if (major(version) === major(wanted) && (await isWhole(version))) usable.push(version);
  if (usable.includes(wanted)) return wanted;
  return usable.sort((a, b) => (isOlder(a, b) ? 1 : -1))[0];
}

function folderOf(version: string): string {
  return `resource-aws-v${version}`;
}

function personalHome(): string {
  return process.env["PULUMI_HOME"] || path.join(homedir(), ".pulumi");
}

/** While Pulumi installs a plugin, and after it broke off, a file `<folder>.partial` lies beside the folder. */
async function isWhole(version: string): Promise<boolean> {
  const folder = pluginFolder(personalHome(), folderOf(version));
  return (await exists(path.join(folder, BINARY))) && !(await exists(`${folder}.partial`));
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
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

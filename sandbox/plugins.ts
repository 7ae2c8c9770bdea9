import { readdir, symlink } from "node:fs/promises";
import * as path from "node:path";

/** Where the engine looks for a plugin, such as `resource-aws-v7.48.0`. */
export function pluginFolder(pulumiHome: string, plugin: string): string {
  return path.join(pulumiHome, "plugins", plugin);
}

/** File by file, because the engine does not take a linked folder for a plugin. */
export async function linkFiles(from: string, to: string): Promise<void> {
  const files = await readdir(from);
  await Promise.all(files.map((file) => symlink(path.join(from, file), path.join(to, file))));
}

import { existsSync } from "node:fs";
import { cp, mkdir, symlink } from "node:fs/promises";
import * as path from "node:path";
import { CHECKOUT } from "./checkout";
import type { Sandbox } from "./sandbox";

/** What the Pulumi project is made of. */
const PARTS = ["Pulumi.yaml", "package.json", "enforcement", "policypack", "dist"];

/** What is installed, and so linked and not copied. */
const INSTALLED = ["node_modules", "policypack/node_modules"];

/**
 * Copies this checkout's Pulumi project into the sandbox, so that no command run there writes to the
 * checkout. Gives the folder of the copy, which must not exist yet.
 */
export async function copyProject({ dir }: Pick<Sandbox, "dir">, name = "mfa-guard"): Promise<string> {
  const copy = path.join(dir, name);
  await mkdir(copy);
  for (const part of PARTS.filter(isHere)) {
    const source = path.join(CHECKOUT, part);
    await cp(source, path.join(copy, part), {
      recursive: true,
      filter: (file) => !isInstalled(source, file),
    });
  }
  for (const part of INSTALLED.filter(isHere)) {
    await symlink(path.join(CHECKOUT, part), path.join(copy, part));
  }
  return copy;
}

function isHere(part: string): boolean {
  return existsSync(path.join(CHECKOUT, part));
}

function isInstalled(root: string, file: string): boolean {
  return path.relative(root, file).split(path.sep).includes("node_modules");
}

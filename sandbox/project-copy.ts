import { existsSync } from "node:fs";
import { cp, mkdtemp, symlink } from "node:fs/promises";
import * as path from "node:path";
import { CHECKOUT } from "./checkout";
import type { Sandbox } from "./sandbox";

/** What the Pulumi project is made of. */
const PARTS = ["Pulumi.yaml", "package.json", "tsconfig.json", "enforcement", "policypack"];

/** What is installed, and so linked and not copied. */
const INSTALLED = ["node_modules", "policypack/node_modules"];

/**
 * Copies this checkout's Pulumi project into the sandbox, so that no command run there writes to the
 * checkout. Gives the folder of the copy.
 */
export async function copyProject({ dir }: Pick<Sandbox, "dir">): Promise<string> {
  const copy = await mkdtemp(path.join(dir, "project-"));
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

import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink } from "node:fs/promises";
import * as path from "node:path";
import { CHECKOUT } from "../../sandbox/checkout";
import { mustRun } from "../../sandbox/run";

/** The packages that are published, by the folder of their package.json in the checkout. */
export const PUBLISHED = { "mfa-guard": ".", "@mfa-guard/policypack": "policypack" } as const;

/**
 * Packs a package as it would be published, and unpacks it into `<dir>/node_modules` as npm would install it, its
 * dependencies beside it. Gives the folder that it is in.
 */
export async function installPacked(dir: string, name: keyof typeof PUBLISHED): Promise<string> {
  const modules = path.join(dir, "node_modules");
  const installed = path.join(modules, name);
  await mkdir(path.dirname(installed), { recursive: true });
  await cp(await unpacked(dir, PUBLISHED[name]), installed, { recursive: true });
  const manifest = JSON.parse(await readFile(path.join(installed, "package.json"), "utf8")) as {
    dependencies: Record<string, string>;
  };
  // Nothing that the package does not declare: what it forgot to declare can't be found.
  await linkPackages(modules, Object.keys(manifest.dependencies));
  return installed;
}

/** Puts packages of the checkout into another `node_modules`, where they are not there yet. */
export async function linkPackages(modules: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await mkdir(path.dirname(path.join(modules, name)), { recursive: true });
    await rm(path.join(modules, name), { force: true });
    await symlink(path.join(CHECKOUT, "node_modules", name), path.join(modules, name));
  }
}

async function unpacked(dir: string, folder: string): Promise<string> {
  const at = await mkdtemp(path.join(dir, "packed-"));
  // Without its scripts: they would make `dist` anew under the feet of other tests.
  const pack = [
    "pack",
    path.join(CHECKOUT, folder),
    "--ignore-scripts",
    "--pack-destination",
    at,
    "--silent",
  ];
  await mustRun("npm", pack, { cwd: CHECKOUT });
  const [file = ""] = await readdir(at);
  await mustRun("tar", ["-xzf", path.join(at, file), "-C", at]);
  return path.join(at, "package");
}

import { mkdtempSync, rmSync } from "node:fs";
import { mkdir, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { CHECKOUT } from "../../sandbox/checkout";
import { oncePer } from "../../sandbox/once";
import { onExit } from "../../sandbox/processes";
import { mustRun } from "../../sandbox/run";

/** The packages that are published, by the folder of their package.json in the checkout. */
export const PUBLISHED = {
  "mfa-guard": ".",
  "@mfa-guard/policypack": "policypack",
  "@mfa-guard/pulumi": "enforcement",
} as const;

export type Published = keyof typeof PUBLISHED;

/** What one run of the tests has packed and installed. */
interface Place {
  /** The project folder of a user. */
  readonly project: string;
  /** Where the tarballs are. */
  readonly tarballs: string;
}

let place: Place | undefined;
const packed = new Map<string, Promise<string>>();

/**
 * The folder of a user's project, far from the checkout, filled by `fill` and then with all that npm installs for it:
 * what its package.json asks for, and the tarballs of `names` for what the registry does not have yet.
 *
 * All tests of a run take this one folder in turn, because npm needs half a minute for an empty one. The next project
 * finds only the `node_modules` that npm has made, and npm brings it to what that project asks for.
 */
export async function installProject(
  names: readonly Published[],
  fill: (project: string) => Promise<unknown>,
): Promise<string> {
  const { project } = makePlace();
  await mkdir(project, { recursive: true });
  for (const file of await readdir(project))
    if (file !== "node_modules") await rm(path.join(project, file), { recursive: true });
  await fill(project);
  await npm(["install", ...OPTIONS, ...(await Promise.all(names.map(tarball)))], project);
  return project;
}

/** What npm has in its cache already is not asked for again; nor is what it would print for a person. */
const OPTIONS = ["--prefer-offline", "--no-audit", "--no-fund"];

/** Runs npm as a user's shell would: not as the script of another package, which `npm test` is. */
export async function npm(args: readonly string[], cwd: string): Promise<void> {
  const scripts = /^npm_(package|lifecycle|config_local_prefix|command|node_execpath|execpath)|^INIT_CWD$/;
  const own = Object.entries(process.env).filter(([name]) => !scripts.test(name));
  await mustRun("npm", [...args], { cwd, env: Object.fromEntries(own) });
}

function makePlace(): Place {
  if (place) return place;
  const dir = mkdtempSync(path.join(tmpdir(), "mfa-guard-user-"));
  onExit(() => rmSync(dir, { recursive: true, force: true }));
  return (place = { project: path.join(dir, "project"), tarballs: path.join(dir, "tarballs") });
}

/** The file that would be published, made once in a run. */
function tarball(name: Published): Promise<string> {
  return oncePer(packed, name, () => pack(name));
}

async function pack(name: Published): Promise<string> {
  const to = path.join(makePlace().tarballs, PUBLISHED[name]);
  // Without its scripts: they would make `dist` anew under the feet of other tests.
  const options = ["--ignore-scripts", "--pack-destination", to, "--silent"];
  await mkdir(to, { recursive: true });
  await npm(["pack", path.join(CHECKOUT, PUBLISHED[name]), ...options], CHECKOUT);
  const [file = ""] = (await readdir(to)).filter((entry) => entry.endsWith(".tgz"));
  return path.join(to, file);
}

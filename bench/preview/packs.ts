import { mkdir, symlink, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { CHECKOUT } from "../../sandbox/checkout";
import { toStderr } from "../../sandbox/progress";
import type { Sandbox } from "../../sandbox/sandbox";
import { PACK } from "../../test/support/project";
import { ensureAwsGuard } from "../rivals/rivals";
import { AWSGUARD_PACK, EMPTY_PACK, NO_PACK, OUR_PACK } from "./names";

/** What is measured, as the tables name it: a policy pack's folder, or no pack. */
export type Packs = ReadonlyMap<string, string | null>;

export async function packsFor(sandbox: Sandbox): Promise<Packs> {
  return new Map([
    [NO_PACK, null],
    [EMPTY_PACK, await emptyPack(sandbox)],
    [OUR_PACK, PACK],
    [AWSGUARD_PACK, await ensureAwsGuard(toStderr)],
  ]);
}

const FILES = {
  "PulumiPolicy.yaml": "runtime: nodejs\n",
  "package.json": '{ "name": "empty", "version": "1.0.0", "main": "index.js" }',
  "index.js": 'new (require("@pulumi/policy").PolicyPack)("empty", { policies: [] });',
};

/** In JavaScript, with the SDKs that ours has: the least that a pack can cost. */
async function emptyPack({ dir }: Sandbox): Promise<string> {
  const pack = path.join(dir, "empty-pack");
  await mkdir(pack);
  await symlink(path.join(CHECKOUT, "node_modules"), path.join(pack, "node_modules"));
  for (const [file, text] of Object.entries(FILES)) await writeFile(path.join(pack, file), text);
  return pack;
}

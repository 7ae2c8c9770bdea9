import { mkdir, readdir, stat } from "node:fs/promises";
import * as path from "node:path";
import { FORMATS } from "../../cli/report/formats";
import { CHECKOUT } from "../../sandbox/checkout";
import { toStderr } from "../../sandbox/progress";
import { conditionsNow } from "../conditions";
import { withDir } from "../emulated";
import { measure } from "../measure";
import type { FormatRun, Keep } from "../model";
import type { BenchOptions } from "../options";
import { keepAccounts } from "./kept";

/** Seconds after which something is wrong. */
const LIMIT = 1800;

/** What it takes to judge kept accounts and to report on them, in each format: no AWS, and no emulator. */
export async function measureFormats({ kept, keptUsers }: BenchOptions, keep: Keep): Promise<void> {
  await withDir(async (folder) => {
    toStderr(`formats: keeping ${kept} accounts with ${keptUsers} users each`);
    await keepAccounts(folder, kept, keptUsers, new Date());
    const runs: FormatRun[] = [];
    for (const format of Object.keys(FORMATS)) runs.push(await withDir((dir) => runOf(format, folder, dir)));
    const formats = { conditions: conditionsNow({}), accounts: kept, usersEach: keptUsers, runs };
    await keep((results) => ({ ...results, formats }));
  });
}

async function runOf(format: string, folder: string, dir: string): Promise<FormatRun> {
  const written = path.join(dir, "written");
  await mkdir(written);
  const output = path.join(written, "report");
  const bin = path.join(CHECKOUT, "dist/cli/bin.js");
  const args = [bin, "merge", folder, "--format", format, "--output", output];
  const cost = await measure({
    ...{ command: process.execPath, args, env: process.env, dir, limit: LIMIT },
    expected: [0, 1],
  });
  toStderr(`formats: ${format}: ${cost.seconds.toFixed(1)} s, ${cost.megabytes.toFixed(0)} MB`);
  return { format, cost, bytes: await sizeOf(written) };
}

/** Of all files, those of an HTML report's pages too. */
async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map(async ({ parentPath, name }) => (await stat(path.join(parentPath, name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { CHECKOUT } from "../../sandbox/checkout";
import { toStderr } from "../../sandbox/progress";
import type { Keep } from "../bench";
import { conditionsNow } from "../conditions";
import { measure } from "../measure";
import type { Cost } from "../model";
import type { BenchOptions } from "../options";
import { ensureProwler } from "../rivals/rivals";
import { AUDITOR_VERSIONS } from "../rivals/versions";

/** Seconds after which a command that only says who it is is cut off. */
const LIMIT = 120;

/** How long a command takes to say anything: Node.js alone, ours, and a rival, in turn. */
export async function measureStartup({ rounds }: BenchOptions, keep: Keep): Promise<void> {
  const prowler = await ensureProwler(toStderr);
  const commands: readonly (readonly [string, string, readonly string[]])[] = [
    ["node -e 0", process.execPath, ["-e", "0"]],
    ["mfa-guard --help", process.execPath, [path.join(CHECKOUT, "dist/cli/bin.js"), "--help"]],
    ["prowler --version", prowler, ["-m", "prowler", "--version"]],
  ];
  const dir = await mkdtemp(path.join(tmpdir(), "mfa-guard-bench-"));
  const costs = new Map<string, Cost[]>(commands.map(([name]) => [name, []]));
  try {
    for (let round = 0; round < rounds; round++)
      for (const [name, command, args] of commands) {
        const cost = await measure({ command, args, env: process.env, dir, expected: [0], limit: LIMIT });
        costs.get(name)?.push(cost);
        toStderr(`startup: ${name}: ${cost.seconds.toFixed(2)} s`);
      }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
  const conditions = conditionsNow({ Prowler: AUDITOR_VERSIONS.Prowler });
  const runs = [...costs].map(([command, rounds]) => ({ command, rounds }));
  await keep((results) => ({ ...results, startup: { conditions, runs } }));
}

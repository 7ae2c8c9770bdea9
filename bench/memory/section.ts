import * as path from "node:path";
import { CHECKOUT } from "../../sandbox/checkout";
import { toStderr } from "../../sandbox/progress";
import { populate } from "../audit/population";
import { conditionsNow } from "../conditions";
import { environmentAt, withDir, withEmulator } from "../emulated";
import { measure } from "../measure";
import type { Cost, Keep } from "../model";
import type { BenchOptions } from "../options";

/** Commands that read a whole account. */
const COMMANDS = [["audit"], ["audit", "--format", "json"], ["plan"], ["status"], ["verify"]];

/** Seconds after which something is wrong. */
const LIMIT = 600;

/** What each command holds of one account, and what it takes. */
export function measureMemory({ held, rivalRounds }: BenchOptions, keep: Keep): Promise<void> {
  return withEmulator(async ({ endpoint }) => {
    toStderr(`memory: filling an account with ${held} users`);
    await populate(endpoint, held);
    const runs: { command: string; rounds: Cost[] }[] = [];
    for (const words of COMMANDS) {
      const command = ["mfa-guard", ...words].join(" ");
      const rounds: Cost[] = [];
      for (let round = 0; round < Math.max(1, rivalRounds); round++) rounds.push(await one(endpoint, words));
      toStderr(`memory: ${command}: ${rounds[0]?.megabytes.toFixed(0)} MB`);
      runs.push({ command, rounds });
    }
    const memory = { conditions: conditionsNow({}), users: held, runs };
    await keep((results) => ({ ...results, memory }));
  });
}

function one(endpoint: string, words: readonly string[]): Promise<Cost> {
  return withDir((dir) =>
    measure({
      command: process.execPath,
      args: [path.join(CHECKOUT, "dist/cli/bin.js"), ...words],
      env: environmentAt(endpoint, dir),
      ...{ dir, expected: [0, 1], limit: LIMIT },
    }),
  );
}

import * as path from "node:path";
import { CHECKOUT } from "../../sandbox/checkout";
import { toStderr } from "../../sandbox/progress";
import { populate } from "../audit/population";
import { conditionsNow } from "../conditions";
import { environmentAt, withDir, withEmulator } from "../emulated";
import { measure } from "../measure";
import type { Cost, Keep } from "../model";
import type { BenchOptions } from "../options";
import { ensureAwsCli, ensureProwler } from "../rivals/rivals";
import { AUDITOR_VERSIONS, AWS_CLI_VERSION } from "../rivals/versions";

/** Seconds after which a command that only says who it is is cut off. */
const LIMIT = 120;

/** Users of the small account, beside those of each odd kind. */
const USERS = 10;

const OURS = path.join(CHECKOUT, "dist/cli/bin.js");

/** How long a command takes to say anything: Node.js alone, ours, and rivals, in turn; and ours, of a small account. */
export async function measureStartup({ rounds }: BenchOptions, keep: Keep): Promise<void> {
  const [prowler, aws] = [await ensureProwler(toStderr), await ensureAwsCli(toStderr)];
  const commands: readonly (readonly [string, string, readonly string[]])[] = [
    ["node -e 0", process.execPath, ["-e", "0"]],
    ["mfa-guard --help", process.execPath, [OURS, "--help"]],
    ["mfa-guard audit", process.execPath, [OURS, "audit"]],
    ["aws --version", aws, ["-m", "awscli", "--version"]],
    ["aws iam list-users", aws, ["-m", "awscli", "iam", "list-users"]],
    ["prowler --version", prowler, ["-m", "prowler", "--version"]],
  ];
  const costs = new Map<string, Cost[]>(commands.map(([name]) => [name, []]));
  await withEmulator(async ({ endpoint }) => {
    await populate(endpoint, USERS);
    await withDir(async (dir) => {
      const env = environmentAt(endpoint, dir);
      for (let round = 0; round < rounds; round++)
        for (const [name, command, args] of commands) {
          const cost = await measure({ command, args, env, dir, expected: [0, 1], limit: LIMIT });
          costs.get(name)?.push(cost);
          toStderr(`startup: ${name}: ${cost.seconds.toFixed(2)} s`);
        }
    });
  });
  const conditions = conditionsNow({ Prowler: AUDITOR_VERSIONS.Prowler, "AWS CLI": AWS_CLI_VERSION });
  const runs = [...costs].map(([command, rounds]) => ({ command, rounds }));
  await keep((results) => ({ ...results, startup: { conditions, runs } }));
}

import { toStderr } from "../../sandbox/progress";
import { seedOrganization } from "../../test/support/organization";
import { ours } from "../audit/tools";
import { conditionsNow } from "../conditions";
import { counted, environmentAt, withDir, withEmulator } from "../emulated";
import { measure } from "../measure";
import type { Keep, Organization } from "../model";
import type { BenchOptions } from "../options";

type Run = Organization["runs"][number];

/** Seconds after which something is wrong. */
const LIMIT = 3600;

/** What it takes to audit all accounts of an organization, so many at once, against one account of it. */
export function measureOrganization(options: BenchOptions, keep: Keep): Promise<void> {
  const { accounts, usersEach, latency, concurrency } = options;
  return withEmulator(async ({ endpoint }) => {
    toStderr(`organization: filling ${accounts} accounts with ${usersEach} users each`);
    await seedOrganization(endpoint, accounts, usersEach);
    const runs = [await runOf({ endpoint, accounts: 1, concurrency: 1 }, options)];
    for (const atOnce of concurrency)
      runs.push(await runOf({ endpoint, accounts, concurrency: atOnce }, options));
    const organization = { conditions: conditionsNow({}), usersEach, latency, runs };
    await keep((results) => ({ ...results, organization }));
  });
}

interface Asked extends Pick<Run, "accounts" | "concurrency"> {
  readonly endpoint: string;
}

/** One account is audited as the management account audits itself, without --org. */
async function runOf(
  { endpoint, accounts, concurrency }: Asked,
  { organizationRounds, latency }: BenchOptions,
): Promise<Run> {
  const tool = accounts === 1 ? ours() : ours("--org", "--no-resume", "--concurrency", String(concurrency));
  const run: Run = { accounts, concurrency, rounds: [], calls: 0, flagged: 0 };
  for (let round = 0; round < organizationRounds; round++) {
    await withDir(async (dir) => {
      const { result: cost, calls } = await counted(
        endpoint,
        (proxy) => measure({ ...tool, env: environmentAt(proxy, dir), dir, limit: LIMIT }),
        latency,
      );
      toStderr(`organization: ${accounts} accounts, ${concurrency} at once: ${cost.seconds.toFixed(1)} s`);
      run.rounds.push(cost);
      run.calls = Object.values(calls).reduce((sum, count) => sum + count, 0);
      run.flagged = (await tool.flagged(dir)).length;
    });
  }
  return run;
}

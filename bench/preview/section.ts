import { toStderr } from "../../sandbox/progress";
import { openSandbox, type Sandbox } from "../../sandbox/sandbox";
import { TestProject } from "../../test/support/project";
import { conditionsNow } from "../conditions";
import { measure } from "../measure";
import type { Cost, Keep, StackSize } from "../model";
import type { BenchOptions } from "../options";
import { PACK_VERSIONS } from "../rivals/versions";
import { AWSGUARD_PACK } from "./names";
import { type Packs, packsFor } from "./packs";
import { fillCleanAccount, program } from "./stack";

/** What a pack adds to the preview of stacks of several sizes. */
export async function measurePreviews(options: BenchOptions, keep: Keep): Promise<void> {
  const sandbox = await openSandbox({}, toStderr);
  try {
    const packs = await packsFor(sandbox);
    // Sizes of one run stand in one table, and none of an earlier day among them.
    const preview: StackSize[] = [];
    for (const resources of options.resources) {
      preview.push(await measureSize(sandbox, packs, resources, options));
      await keep((results) => ({ ...results, preview: [...preview] }));
    }
  } finally {
    await sandbox.close();
  }
}

async function measureSize(
  sandbox: Sandbox,
  packs: Packs,
  resources: number,
  { rounds, rivalRounds }: BenchOptions,
): Promise<StackSize> {
  toStderr(`preview: filling an account for a stack of ${resources} resources`);
  await sandbox.reset();
  await fillCleanAccount(sandbox.endpoint, resources);
  const project = await TestProject.create(sandbox, `stack${resources}`, program(resources));
  const costs = new Map<string, Cost[]>([...packs.keys()].map((pack) => [pack, []]));
  for (let round = 0; round < rounds; round++) {
    // There and back, so that a machine that grows slower from run to run does so for each pack.
    for (const [pack, dir] of round % 2 === 0 ? packs : [...packs].reverse()) {
      if (pack === AWSGUARD_PACK && round >= rivalRounds) continue;
      const cost = await preview(project, dir ? ["--policy-pack", dir] : []);
      toStderr(`preview: ${resources} resources, ${pack}: ${cost.seconds.toFixed(2)} s`);
      costs.get(pack)?.push(cost);
    }
  }
  const measured = [...costs]
    .filter(([, rounds]) => rounds.length > 0)
    .map(([pack, rounds]) => ({
      pack,
      seconds: rounds.map(({ seconds }) => seconds),
      cpuSeconds: rounds.map(({ cpuSeconds }) => cpuSeconds),
    }));
  return { resources, conditions: conditionsNow(PACK_VERSIONS), packs: measured };
}

/** Seconds after which something is wrong. */
const LIMIT = 600;

/** What a preview takes. One that fails tells nothing: a pack may have given up early. */
export function preview(
  { sandbox: { engine, env }, dir }: TestProject,
  options: readonly string[] = [],
): Promise<Cost> {
  const args = ["--non-interactive", "--color=never", "preview", ...options];
  return measure({ command: engine.pulumi, args, env, dir, expected: [0], limit: LIMIT });
}

import { SandboxError } from "../../sandbox/errors";
import { toStderr } from "../../sandbox/progress";
import { tail } from "../../sandbox/run";
import { openSandbox, type Sandbox } from "../../sandbox/sandbox";
import { TestProject } from "../../test/support/project";
import type { Keep } from "../bench";
import { conditionsNow } from "../conditions";
import type { BenchOptions } from "../options";
import type { StackSize } from "../model";
import { PACK_VERSIONS } from "../rivals/versions";
import { type Packs, packsFor } from "./packs";
import { fillCleanAccount, program } from "./stack";

/** What a pack adds to the preview of stacks of several sizes. */
export async function measurePreviews(options: BenchOptions, keep: Keep): Promise<void> {
  const sandbox = await openSandbox({}, toStderr);
  try {
    const packs = await packsFor(sandbox);
    for (const resources of options.resources) {
      const size = await measureSize(sandbox, packs, resources, options.rounds);
      await keep((results) => ({ ...results, preview: merged(results.preview, size) }));
    }
  } finally {
    await sandbox.close();
  }
}

/** One size takes the place of the same size measured before. */
function merged(before: readonly StackSize[], size: StackSize): StackSize[] {
  const others = before.filter(({ resources }) => resources !== size.resources);
  return [...others, size].sort((a, b) => a.resources - b.resources);
}

async function measureSize(
  sandbox: Sandbox,
  packs: Packs,
  resources: number,
  rounds: number,
): Promise<StackSize> {
  toStderr(`preview: filling an account for a stack of ${resources} resources`);
  await sandbox.reset();
  await fillCleanAccount(sandbox.endpoint, resources);
  const project = await TestProject.create(sandbox, `stack${resources}`, program(resources));
  const seconds = new Map<string, number[]>([...packs.keys()].map((pack) => [pack, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [pack, dir] of packs) {
      const took = await preview(project, dir);
      toStderr(`preview: ${resources} resources, ${pack}: ${took.toFixed(2)} s`);
      seconds.get(pack)?.push(took);
    }
  }
  const measured = [...seconds].map(([pack, seconds]) => ({ pack, seconds }));
  return { resources, conditions: conditionsNow(PACK_VERSIONS), packs: measured };
}

/** Seconds that a preview takes. One that fails tells nothing: a pack may have given up early. */
async function preview(project: TestProject, pack: string | null): Promise<number> {
  const started = performance.now();
  const { code, output } = await project.pulumi(["preview", ...(pack ? ["--policy-pack", pack] : [])]);
  const seconds = (performance.now() - started) / 1000;
  if (code === 0) return seconds;
  throw new SandboxError(`The preview with ${pack ?? "no pack"} failed:\n${tail(output, 40)}`);
}

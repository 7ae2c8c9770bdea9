import { reason, SandboxError, StorageError } from "../errors";
import type { Progress } from "../progress";
import { build } from "./build";
import { download } from "./download";
import { onPath } from "./on-path";
import type { Engine, Way } from "./way";

export type { Engine, Way } from "./way";

/** The ways in the order in which a person would want them. */
const WAYS: readonly Way[] = [onPath, download, build];

/**
 * A Pulumi engine: the person's own, else a downloaded one, else one built from source. What an earlier
 * run has left is taken before anything is downloaded or built again. `MFA_GUARD_ENGINE` set to `path`,
 * `download` or `build` allows only that way.
 * @throws SandboxError that tells of each way why it failed; StorageError where none could have kept it.
 */
export async function ensureEngine(progress: Progress, ways: readonly Way[] = WAYS): Promise<Engine> {
  const allowed = chosen(ways);
  return (await firstFound(allowed)) ?? (await firstObtained(allowed, progress));
}

function chosen(ways: readonly Way[]): readonly Way[] {
  const name = process.env["MFA_GUARD_ENGINE"];
  if (!name) return ways;
  const only = ways.filter((way) => way.name === name);
  if (only.length > 0) return only;
  throw new SandboxError(`MFA_GUARD_ENGINE is "${name}"; set it to path, download or build, or not at all.`);
}

async function firstFound(ways: readonly Way[]): Promise<Engine | undefined> {
  for (const way of ways) {
    const engine = await way.find();
    if (engine) return engine;
  }
  return undefined;
}

async function firstObtained(ways: readonly Way[], progress: Progress): Promise<Engine> {
  const failures: string[] = [];
  for (const way of ways) {
    try {
      return await way.obtain(progress);
    } catch (thrown) {
      if (thrown instanceof StorageError) throw thrown;
      const why = reason(thrown).trim().replaceAll("\n", "\n    ");
      failures.push(`- ${way.title}: ${why}\n  To do: ${way.remedy}.`);
    }
  }
  throw new SandboxError(`There is no Pulumi engine to run.\n${failures.join("\n")}`);
}

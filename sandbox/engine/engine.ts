import { reason, SandboxError, StorageError } from "../errors";
import { oncePer } from "../once";
import type { Progress } from "../progress";
import { build } from "./build";
import { download } from "./download";
import { onPath } from "./on-path";
import type { Engine, EngineSource } from "./engine-source";

export type { Engine, EngineSource } from "./engine-source";

/** The sources in the order in which a person would want them. */
const SOURCES: readonly EngineSource[] = [onPath, download, build];

/** The engine that this process has found by the sources above. */
const ensured = new Map<string, Promise<Engine>>();

/**
 * A Pulumi engine: the person's own, else a downloaded one, else one built from source. What an earlier
 * run has left is taken before anything is downloaded or built again. `MFA_GUARD_ENGINE` set to `path`,
 * `download` or `build` allows only that source.
 * @throws SandboxError that tells of each way why it failed; StorageError where none could have kept it.
 */
export function ensureEngine(
  progress: Progress,
  sources: readonly EngineSource[] = SOURCES,
): Promise<Engine> {
  const find = () => foundOrObtained(progress, sources);
  return sources === SOURCES ? oncePer(ensured, "", find) : find();
}

async function foundOrObtained(progress: Progress, sources: readonly EngineSource[]): Promise<Engine> {
  const allowed = chosen(sources);
  return (await firstFound(allowed)) ?? (await firstObtained(allowed, progress));
}

function chosen(sources: readonly EngineSource[]): readonly EngineSource[] {
  const name = process.env["MFA_GUARD_ENGINE"];
  if (!name) return sources;
  const only = sources.filter((source) => source.name === name);
  if (only.length > 0) return only;
  throw new SandboxError(`MFA_GUARD_ENGINE is "${name}"; set it to path, download or build, or not at all.`);
}

async function firstFound(sources: readonly EngineSource[]): Promise<Engine | undefined> {
  for (const source of sources) {
    const engine = await source.find();
    if (engine) return engine;
  }
  return undefined;
}

async function firstObtained(sources: readonly EngineSource[], progress: Progress): Promise<Engine> {
  const failures: string[] = [];
  for (const source of sources) {
    try {
      return await source.obtain(progress);
    } catch (thrown) {
      if (thrown instanceof StorageError) throw thrown;
      const why = reason(thrown).trim().replaceAll("\n", "\n    ");
      failures.push(`- ${source.title}: ${why}\n  To do: ${source.remedy}.`);
    }
  }
  throw new SandboxError(`There is no Pulumi engine to run.\n${failures.join("\n")}`);
}

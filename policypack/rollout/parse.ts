import { RolloutError } from "./problem";
import type { Rollout } from "./rollout";
import { rolloutSchema } from "./rollout-schema";
import { mistakesOf } from "./violations";
import { readYaml } from "./yaml-source";

/**
 * Reads the text of a rollout file.
 * @param file Its name as the reader of an error knows it.
 * @throws RolloutError with every mistake in it, each with its line and column.
 */
export function parseRollout(text: string, file: string): Rollout {
  return parseRolloutLocated(text, file).rollout;
}

/** A rollout, and where its text says something: the path of a `Problem`, such as `waves[1].users[0]`. */
export interface LocatedRollout {
  readonly rollout: Rollout;
  positionOf(where: string): { readonly line: number; readonly column: number };
}

/**
 * As `parseRollout`, for what tells of more than mistakes.
 * @throws RolloutError as `parseRollout` does.
 */
export function parseRolloutLocated(text: string, file: string): LocatedRollout {
  const source = readYaml(text);
  if (source.mistakes.length > 0) throw new RolloutError(file, source.mistakes);
  const rollout = check(source.value, file, (path, key) => source.positionOf(path, key));
  return { rollout, positionOf: (where) => source.positionOf(pathOf(where)) };
}

function pathOf(where: string): PropertyKey[] {
  return where
    .split(/[.[\]]+/)
    .filter((step) => step !== "")
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}

/**
 * Reads the same content given as an object, as in a policy pack's or a stack's configuration.
 * @param source Where it is from, such as "mfa-guard:rollout in Pulumi.prod.yaml".
 * @throws RolloutError with every mistake in it, each with its path.
 */
export function parseRolloutObject(value: unknown, source: string): Rollout {
  return check(value, source, () => null);
}

function check(value: unknown, source: string, positionOf: Parameters<typeof mistakesOf>[2]): Rollout {
  const result = rolloutSchema.safeParse(value);
  if (result.success) return result.data;
  throw new RolloutError(source, mistakesOf(result.error.issues, value, positionOf));
}

import { stringify } from "yaml";
import { z } from "zod";
import type { Rollout } from "./rollout";
import { type RolloutInput, rolloutSchema } from "./rollout-schema";

/**
 * The YAML text of a rollout, from which `parseRollout` makes the same again. What is as by default is left out, so
 * that the file shows the decisions taken.
 * @throws ZodError for what no rollout file can say, such as a wave without a name.
 */
export function stringifyRollout(rollout: Rollout): string {
  const written = z.encode(rolloutSchema, rollout);
  const defaults: RolloutInput = z.encode(rolloutSchema, rolloutSchema.parse({ account: written.account }));
  const selfService = withoutDefaults(written.selfService ?? {}, defaults.selfService ?? {});
  const decided = withoutDefaults({ ...written, selfService }, { ...defaults, selfService: {} });
  return stringify({ account: written.account, ...decided }, { lineWidth: 0 });
}

function withoutDefaults<T extends object>(given: T, defaults: Partial<T>): Partial<T> {
  const differing = Object.entries(given).filter(
    ([key, value]) => JSON.stringify(value) !== JSON.stringify(defaults[key as keyof T]),
  );
  return Object.fromEntries(differing) as Partial<T>;
}

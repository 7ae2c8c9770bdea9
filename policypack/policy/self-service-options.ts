import type { PolicyException, SelfService } from "../rollout/rollout";
import { rolloutSchema } from "../rollout/rollout-schema";
import { selfServiceSchema } from "../rollout/self-service-schema";

/** The options of the rollout file's `selfService`, each documented there with its risk, and where it is for. */
export interface SelfServiceOptions extends Partial<SelfService> {
  /** By its name, such as "aws": the ARNs of one do not match in another. */
  readonly partition: string;
  /** From when everything is denied; what allows enrolling holds at once. Null or left out: at once too. */
  readonly from?: Date | null;
  /** What may work without MFA for a time; left out: nothing. Which waves they are for has been settled. */
  readonly exceptions?: readonly PolicyException[];
}

export type { PolicyException };

/** The same, with nothing left open. */
export interface ResolvedOptions extends SelfService {
  readonly partition: string;
  readonly from: Date | null;
  readonly exceptions: readonly PolicyException[];
}

/**
 * Fills in the rollout schema's defaults.
 * @throws ZodError for a value that no rollout file may have, such as a session age of a minute.
 */
export function resolveOptions({
  partition,
  from = null,
  exceptions = [],
  ...selfService
}: SelfServiceOptions): ResolvedOptions {
  return { ...selfServiceSchema.parse(selfService), partition, from, exceptions };
}

const { groupName, policyName, path } = rolloutSchema.parse({ account: "new" });

/** The names of group and policy, and their path, where nobody says otherwise: those of the rollout file. */
export const FORCE_MFA_DEFAULTS = { groupName, policyName, path } as const;

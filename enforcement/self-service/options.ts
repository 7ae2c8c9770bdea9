import { type SelfService, selfServiceSchema } from "../../policypack/rollout/self-service";

/** The options of the rollout file's `selfService`, each documented there with its risk, and where it is for. */
export interface SelfServiceOptions extends Partial<SelfService> {
  /** "aws", "aws-cn" or "aws-us-gov": the ARNs of one do not match in another. */
  readonly partition: string;
  /** From when everything is denied; what allows enrolling holds at once. Null or left out: at once too. */
  readonly from?: Date | null;
}

/** The same, with nothing left open. */
export interface Settled extends SelfService {
  readonly partition: string;
  readonly from: Date | null;
}

/**
 * Fills in the rollout schema's defaults.
 * @throws ZodError for a value that no rollout file may have, such as a session age of a minute.
 */
export function settle({ partition, from = null, ...selfService }: SelfServiceOptions): Settled {
  return { ...selfServiceSchema.parse(selfService), partition, from };
}

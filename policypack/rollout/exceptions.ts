import type { Rollout } from "./schema";

/** Days from now after which a denial that begins counts as none. */
export const DEFAULT_MAX_GRACE_DAYS = 180;

/** What may work without MFA. */
export interface Accepted {
  readonly actions: readonly string[];
  readonly accessKeys: boolean;
}

const NOTHING: Accepted = { actions: [], accessKeys: false };

/** What may work without MFA, besides the self-service set, at a time, for a user in a wave (null: in none). */
export const acceptedFor: (rollout: Rollout | null, wave: string | null, at: Date) => Accepted = () =>
  NOTHING;

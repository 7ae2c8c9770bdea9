import type { Accepted } from "../iam/accepted";
import { isoMinute } from "../iam/days";
import type { Exception, Rollout } from "./rollout";

/**
 * "Accepted until 2027-06-30 23:59 UTC by dev@example.com: codecommit:GitPull works without MFA, for wave platform (no
 * MFA there)."
 */
export function describeException({ actions, waves, owner, reason, expires }: Exception): string {
  const what = actions
    ? `${actions.join(", ")} ${actions.length === 1 ? "works" : "work"} without MFA`
    : "long-term access keys work without MFA, all that their owners may do";
  const whom = waves ? `for ${waves.length === 1 ? "wave" : "waves"} ${waves.join(", ")}` : "for everybody";
  return `Accepted until ${isoMinute(expires)} by ${owner}: ${what}, ${whom} (${reason}).`;
}

/** The exceptions for a wave (null: in none), expired or not. */
export function exceptionsOf(
  rollout: Pick<Rollout, "exceptions"> | null,
  wave: string | null,
): readonly Exception[] {
  return (rollout?.exceptions ?? []).filter(({ waves }) => !waves || (wave !== null && waves.includes(wave)));
}

/** What of some exceptions may work without MFA at a time. */
export function acceptedAt(exceptions: readonly Exception[], at: Date): Accepted {
  const inForce = exceptions.filter(({ expires }) => at <= expires);
  return {
    actions: inForce.flatMap(({ actions = [] }) => actions),
    accessKeys: inForce.some(({ accessKeys }) => accessKeys),
  };
}

/** What may work without MFA, besides the self-service set, at a time, for a user in a wave (null: in none). */
export function acceptedFor(rollout: Rollout | null, wave: string | null, at: Date): Accepted {
  return acceptedAt(exceptionsOf(rollout, wave), at);
}

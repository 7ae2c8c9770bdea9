import { type Accepted, disarms } from "../iam/accepted";
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

/** Those that hold at a time, for a user in a wave (null: in none). */
export function exceptionsInForce(
  rollout: Pick<Rollout, "exceptions"> | null,
  wave: string | null,
  at: Date,
): readonly Exception[] {
  return inForce(exceptionsOf(rollout, wave), at);
}

/** Actions by which MFA could be undone are refused, so that nobody has accepted them. */
function inForce(exceptions: readonly Exception[], at: Date): readonly Exception[] {
  return exceptions.flatMap((exception) => {
    if (at > exception.expires) return [];
    if (!exception.actions) return [exception];
    const actions = exception.actions.filter((action) => !disarms(action));
    return actions.length > 0 ? [{ ...exception, actions }] : [];
  });
}

/** What of some exceptions may work without MFA at a time. */
export function acceptedAt(exceptions: readonly Exception[], at: Date): Accepted {
  const holding = inForce(exceptions, at);
  return {
    actions: holding.flatMap(({ actions = [] }) => actions),
    accessKeys: holding.some(({ accessKeys }) => accessKeys),
  };
}

/** What may work without MFA, besides the self-service set, at a time, for a user in a wave (null: in none). */
export function acceptedFor(rollout: Rollout | null, wave: string | null, at: Date): Accepted {
  return acceptedAt(exceptionsOf(rollout, wave), at);
}

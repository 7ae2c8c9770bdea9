import { isPermittedBeforeMfa } from "./probes";
import type { RequestScenario } from "./request-scenarios";
import { matchesPattern, parseWildcards } from "./wildcard";

/** What may work without MFA besides the self-service set. */
export interface Accepted {
  /** Names or patterns of actions. */
  readonly actions: readonly string[];
  /** Whether calls with a long-term access key are left as they are. */
  readonly accessKeys: boolean;
}

export const NOTHING_ACCEPTED: Accepted = { actions: [], accessKeys: false };

/** Whether an action may work in a scenario without MFA. What is accepted of access keys is not of sessions. */
export function permitter({
  actions,
  accessKeys,
}: Accepted): (action: string, scenario: RequestScenario) => boolean {
  const patterns = actions.map((pattern) => parseWildcards(pattern.toLowerCase()));
  const isAccepted = (action: string) =>
    patterns.some((pattern) => matchesPattern(pattern, action.toLowerCase()));
  const known = new Map<string, boolean>();
  return (action, { mfa }) => {
    if (accessKeys && mfa === "absent") return true;
    const found = known.get(action) ?? (isPermittedBeforeMfa(action) || isAccepted(action));
    known.set(action, found);
    return found;
  };
}

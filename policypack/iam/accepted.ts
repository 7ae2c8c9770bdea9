import { remembered } from "./memory";
import { isPermittedBeforeMfa } from "./probes";
import type { RequestScenario } from "./request-scenarios";
import { SIGN_IN_ACTIONS } from "./self-service-actions";
import { matchesPattern, matchesWildcard, parseWildcards } from "./wildcard";

/** What may work without MFA besides the self-service set. */
export interface Accepted {
  /** Names or patterns of actions. */
  readonly actions: readonly string[];
  /** Whether calls with a long-term access key are left as they are. */
  readonly accessKeys: boolean;
}

export const NOTHING_ACCEPTED: Accepted = { actions: [], accessKeys: false };

/**
 * For a scenario without MFA, whether an action may work in it; for scenarios that do not differ, the same function.
 */
export type Permits = (scenario: RequestScenario) => (action: string) => boolean;

/** What may work in a scenario without MFA. What is accepted of access keys is not of sessions. */
export function permitter({ actions, accessKeys }: Accepted): Permits {
  const patterns = actions.map((pattern) => parseWildcards(pattern.toLowerCase()));
  const isAccepted = (action: string) =>
    patterns.some((pattern) => matchesPattern(pattern, action.toLowerCase()));
  const permits =
    patterns.length === 0
      ? isPermittedBeforeMfa
      : remembered((action) => isPermittedBeforeMfa(action) || isAccepted(action));
  return ({ mfa }) => (accessKeys && mfa === "absent" ? ALL : permits);
}

const ALL = () => true;

type Spared = (name: string) => boolean;

/**
 * The services by which a user may undo the denial or become somebody else, each with what of it may be spared. They
 * are judged by service, so that an action that AWS adds is refused too; the actions of each, and which of them only
 * read, are in AWS's Service Authorization Reference:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 *
 * CloudFormation is among them since it acts with a stack's service role, "even if the users don't have permission to
 * pass it":
 * https://docs.aws.amazon.com/sdk-for-kotlin/api/latest/cloudformation/aws.sdk.kotlin.services.cloudformation.model/-create-change-set-request/role-arn.html
 * Of STS, not all that begins with Get reads: GetFederationToken makes a session.
 */
const DISARMING: Readonly<Record<string, Spared>> = {
  cloudformation: isReading,
  iam: isReading,
  identitystore: isReading,
  organizations: isReading,
  signin: oneOf(SIGN_IN_ACTIONS),
  sso: isReading,
  "sso-directory": () => false,
  sts: oneOf(["sts:DecodeAuthorizationMessage", "sts:GetCallerIdentity", "sts:GetSessionToken"]),
};

/** Whether MFA could be undone by something that an action or a pattern of actions names. Case does not matter. */
export function disarms(pattern: string): boolean {
  const [service = "", name = "*"] = pattern.toLowerCase().split(":");
  return Object.entries(DISARMING).some(
    ([disarming, isSpared]) => matchesWildcard(service, disarming) && !isSpared(name),
  );
}

/** By how it begins, before any wildcard: whatever else a pattern such as `get*` matches reads too. */
function isReading(name: string): boolean {
  return /^(get|list|describe|simulate|generate.*report$)/.test(name);
}

/** By exact name: a pattern takes in what AWS adds later. */
function oneOf(actions: readonly string[]): Spared {
  const names = new Set(actions.map((action) => action.toLowerCase().split(":")[1]));
  return (name) => names.has(name);
}

import { SIGN_IN_ACTIONS } from "./self-service";
import { matchesWildcard } from "./wildcard";

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

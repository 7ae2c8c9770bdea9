import { Refusal } from "./refusal";
import type { Analysis, Question, Verdict } from "./simulate";

/**
 * AccessDenied as AWS words it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function denial({ principal, action, resource }: Question, verdict: Verdict): Refusal {
  const what = `User: ${principal} is not authorized to perform: ${action} on resource: ${resource}`;
  return new Refusal("AccessDenied", `${what} ${why(action, verdict)}`);
}

function why(action: string, { analyses }: Verdict): string {
  for (const { identityAnalysis, permissionBoundaryAnalysis } of analyses) {
    const inIdentity = explicitDeny(identityAnalysis, "an identity-based policy");
    const denied = inIdentity ?? explicitDeny(permissionBoundaryAnalysis, "a permissions boundary");
    if (denied) return denied;
  }
  const byBoundary = analyses.some(({ blockedBy }) => blockedBy?.includes("pb"));
  return `because no ${byBoundary ? "permissions boundary" : "identity-based policy"} allows the ${action} action`;
}

/** A managed policy is named by its ARN; an inline one has none, and is not named. */
function explicitDeny(analysis: Analysis["identityAnalysis"], where: string): string | undefined {
  const [statement] = analysis?.denyStatements ?? [];
  if (!statement) return undefined;
  const arn = statement.policyId.startsWith("arn:") ? `: ${statement.policyId}` : "";
  return `with an explicit deny in ${where}${arn}`;
}

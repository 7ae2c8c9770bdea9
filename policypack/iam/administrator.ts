import { statementActions } from "./actions";
import type { PolicyDocument, Statement } from "./document";

/**
 * Actions that each suffice to give oneself everything, where no boundary forbids it: by writing or attaching a
 * policy, by making another version of one the default, by joining a group, or by letting oneself into a role.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html
 */
const GIVES_EVERYTHING = [
  "iam:AddUserToGroup",
  "iam:AttachGroupPolicy",
  "iam:AttachUserPolicy",
  "iam:CreatePolicyVersion",
  "iam:PutGroupPolicy",
  "iam:PutUserPolicy",
  "iam:SetDefaultPolicyVersion",
  "iam:UpdateAssumeRolePolicy",
] as const;

/**
 * Whether a user with these policies is an administrator: may do everything, or may give themself everything.
 * Errs on the side of yes: an Allow counts whatever its resource and conditions, a Deny only where it has none; and a
 * statement of which it can't be told whether it is about the action counts for an Allow, not for a Deny.
 */
export function isAdministrator(documents: readonly PolicyDocument[]): boolean {
  const statements = documents.flatMap(({ statements }) => statements);
  return GIVES_EVERYTHING.some((action) => mayBeAllowed(action, statements));
}

function mayBeAllowed(action: string, statements: readonly Statement[]): boolean {
  const isDenied = statements.some((s) => deniesAlways(s) && statementActions(s)(action) === true);
  return !isDenied && statements.some((s) => s.effect === "Allow" && statementActions(s)(action) !== false);
}

function deniesAlways({ effect, resources, conditions }: Statement): boolean {
  return effect === "Deny" && conditions.length === 0 && resources?.includes("*") === true;
}

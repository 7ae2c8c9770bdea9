import { statementActions } from "./actions";
import type { PolicyDocument, Statement } from "./policy-document";

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
  const all = documents.map(grantsOf);
  return GIVES_EVERYTHING.some(
    (action) =>
      !all.some(({ denied }) => denied.has(action)) && all.some(({ allowed }) => allowed.has(action)),
  );
}

/** Of the actions that give everything, those that a document may allow and those that it denies. */
interface Grants {
  readonly allowed: ReadonlySet<string>;
  readonly denied: ReadonlySet<string>;
}

/** Of thousands of users, most have the same policies. */
const GRANTS = new WeakMap<PolicyDocument, Grants>();

function grantsOf(document: PolicyDocument): Grants {
  const grants = GRANTS.get(document) ?? readGrants(document);
  GRANTS.set(document, grants);
  return grants;
}

function readGrants({ statements }: PolicyDocument): Grants {
  const denying = statements.filter(deniesAlways);
  const allowing = statements.filter(({ effect }) => effect === "Allow");
  const those = (is: (action: string) => boolean) => new Set(GIVES_EVERYTHING.filter(is));
  return {
    allowed: those((action) => allowing.some((s) => statementActions(s)(action) !== false)),
    denied: those((action) => denying.some((s) => statementActions(s)(action) === true)),
  };
}

function deniesAlways({ effect, resources, conditions }: Statement): boolean {
  return effect === "Deny" && conditions.length === 0 && resources?.includes("*") === true;
}

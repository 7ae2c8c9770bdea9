import type { PolicyDocument, Statement } from "./document";
import { matchesWildcard } from "./wildcard";

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
 * Whether whoever has these policies is an administrator: may do everything, or may give themself everything.
 * Errs on the side of yes: an Allow counts whatever its resource and conditions, a Deny only where it has none.
 */
export function isAdministrator(documents: readonly PolicyDocument[]): boolean {
  const statements = documents.flatMap(({ statements }) => statements);
  return GIVES_EVERYTHING.some((action) => mayBeAllowed(action, statements));
}

function mayBeAllowed(action: string, statements: readonly Statement[]): boolean {
  const matching = statements.filter((statement) => coversAction(statement, action));
  return matching.some(({ effect }) => effect === "Allow") && !matching.some(deniesAlways);
}

function coversAction(statement: Statement, action: string): boolean {
  const known = COVERS.get(statement) ?? new Map<string, boolean>();
  COVERS.set(statement, known);
  const found = known.get(action) ?? covers(statement, action);
  known.set(action, found);
  return found;
}

/** A statement of a group is asked about for each of its users. */
const COVERS = new WeakMap<Statement, Map<string, boolean>>();

function covers({ actions, notActions }: Statement, action: string): boolean {
  const matches = (pattern: string) => matchesWildcard(pattern.toLowerCase(), action.toLowerCase());
  return actions ? actions.some(matches) : notActions !== undefined && !notActions.some(matches);
}

function deniesAlways({ effect, resources, conditions }: Statement): boolean {
  return effect === "Deny" && conditions.length === 0 && resources?.includes("*") === true;
}

import { hasDevice } from "@mfa-guard/policypack/internal/facts/usable-devices";
import { EVERYTHING_ALLOWED } from "@mfa-guard/policypack/internal/iam/find-weaknesses";
import { describeReason } from "@mfa-guard/policypack/internal/facts/fact";
import type { AccountFacts, Role, User } from "@mfa-guard/policypack/internal/facts/account-facts";
import type { PolicyDocument, Statement } from "@mfa-guard/policypack/internal/iam/policy-document";
import { sameCase } from "@mfa-guard/policypack/internal/rollout/assign";
import { coverageOf } from "@mfa-guard/policypack/internal/rules/coverage";
import { DEFAULT_SETTINGS } from "@mfa-guard/policypack/internal/rules/rule";
import { isAdministratorUser, policiesOf } from "@mfa-guard/policypack/internal/judgement/policy-set";
import type { Cover } from "../plan/cover";

/**
 * Why a deployment would leave no administrator who can act; null: somebody is left, or there was nobody to lose.
 *
 * Who is there to lose is judged generously, by whether they may come to everything; who is left strictly, by a
 * permission without a condition. Roles are looked at only where no user is left. Root does not count.
 */
export function administratorRefusal(
  account: AccountFacts,
  covers: ReadonlyMap<string, Cover>,
): string | null {
  if (covers.size === 0) return null;
  const administrators = account.users.found.filter((user) => mayBeAdministrator(user, account));
  if (administrators.length === 0) return null;
  if (administrators.some((user) => isLeft(user, account, covers))) return null;
  const { found, complete } = account.roles;
  if (found.some((role) => isForPeople(role) && mayDoAnything(documentsOf(role, account)))) return null;
  const names = administrators.map(({ name = "" }) => name).join(", ");
  if (!complete.known) {
    return `No administrator is left who can act for certain (${names}), and roles are not known: ${describeReason(complete.reason)}`;
  }
  return (
    `No administrator would be left who can act: ${names} ${administrators.length === 1 ? "has" : "have"} no MFA device ` +
    "that could be seen, or no credentials, and no role that people may assume is an administrator. " +
    "Let one of them enrol first, or exempt one."
  );
}

function mayBeAdministrator(user: User, account: AccountFacts): boolean {
  const fact = isAdministratorUser(user, account);
  return !fact.known || fact.value;
}

function isLeft(user: User, account: AccountFacts, covers: ReadonlyMap<string, Cover>): boolean {
  const documents = policiesOf(user, account).map((fact) => (fact.known ? fact.value.document : fact));
  const known = documents.flatMap((document) => (document.known ? [document.value] : []));
  if (!mayDoAnything(known)) return false;
  const live = user.live.known ? user.live.value : null;
  if (!live || !canSignIn(user)) return false;
  return hasDevice(live) || !isDenied(user, account, covers);
}

function canSignIn({ live }: User): boolean {
  const user = live.known ? live.value : null;
  const hasPassword = user?.loginProfile.known === true && user.loginProfile.value !== null;
  return (
    hasPassword || (user?.accessKeys.known === true && user.accessKeys.value.some(({ active }) => active))
  );
}

/** By this deployment, or by whatever forces MFA already. */
function isDenied(user: User, account: AccountFacts, covers: ReadonlyMap<string, Cover>): boolean {
  if (user.name !== undefined && covers.has(sameCase(user.name))) return true;
  const coverage = coverageOf(user, account, { settings: DEFAULT_SETTINGS, now: account.readAt });
  return !coverage.known || coverage.value.kind === "covered" || coverage.value.kind === "locked out";
}

/** Taken for what it is by its name: reading it may not be allowed. */
const ADMINISTRATOR_ACCESS = /^arn:[^:]+:iam::aws:policy\/AdministratorAccess$/;

function documentsOf({ attachedPolicies, inlinePolicies }: Role, account: AccountFacts): PolicyDocument[] {
  const attached = attachedPolicies.flatMap(({ policy }) => {
    if (ADMINISTRATOR_ACCESS.test(policy)) return [EVERYTHING_ALLOWED];
    const document = account.policies.found.get(policy)?.document;
    return document?.known ? [document.value] : [];
  });
  return [...attached, ...inlinePolicies.flatMap(({ document }) => (document.known ? [document.value] : []))];
}

/** Whether users, other accounts or an identity provider may assume it, and not services only. */
function isForPeople({ trust }: Role): boolean {
  if (!trust.known) return false;
  return trust.value.statements.some(
    ({ effect, principals = [] }) =>
      effect === "Allow" && principals.some(({ type }) => type === "AWS" || type === "Federated"),
  );
}

/** Whether IAM is theirs without any condition, so that they could take this deployment back. */
function mayDoAnything(documents: readonly PolicyDocument[]): boolean {
  const statements = documents.flatMap(({ statements }) => statements);
  return statements.some(allowsIam) && !statements.some(deniesIam);
}

function allowsIam({ effect, actions, resources, conditions }: Statement): boolean {
  const all = actions?.some((action) => ["*", "*:*", "iam:*"].includes(action.toLowerCase())) ?? false;
  return effect === "Allow" && all && conditions.length === 0 && resources?.includes("*") === true;
}

function deniesIam({ effect, actions, conditions }: Statement): boolean {
  const touches = actions?.some((action) => /^(\*|iam:)/i.test(action)) ?? true;
  return effect === "Deny" && conditions.length === 0 && touches;
}

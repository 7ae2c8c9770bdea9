import { conditionHolds } from "./conditions";
import { RequestContext } from "./request-context";
import type { Condition, PolicyDocument, PrincipalRef, Statement } from "./policy-document";
import { authentication, arnOf, type Principal, WITHOUT_MFA, type WithoutMfa } from "./request-scenarios";
import { type Doubt, every } from "./ternary";

/**
 * How a statement of a trust policy is about a user: it names them, or everybody; it names their account, whose own
 * policies then decide; or it is about somebody else.
 */
export type Naming = "user" | "account" | "nobody";

/**
 * Whom a statement of a trust policy is about. A service, an identity provider, a role and its sessions are no IAM
 * user. "You can use the NotPrincipal element … You cannot use [it] in an IAM identity-based policy nor in an IAM role
 * trust policy": one that is there from earlier days is read as AWS describes it for other resources.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 * @param bounded whether the user has a permissions boundary.
 */
export function namingOf(statement: Statement, user: Principal, bounded: boolean): Naming | Doubt {
  const { principals, notPrincipals, effect } = statement;
  if (principals) return named(principals, user);
  if (!notPrincipals) return { doubt: "the statement has neither Principal nor NotPrincipal" };
  const listed = named(notPrincipals, user);
  if (typeof listed === "object") return listed;
  if (effect === "Allow") return listed === "nobody" ? "user" : "nobody";
  // "will always deny any IAM principal that has a permissions boundary policy attached"
  if (bounded || listed !== "user") return "user";
  const isWhole = isListed(notPrincipals, (id) => id === "*" || accountOf(id) === user.accountId);
  return isWhole ? "nobody" : { doubt: "NotPrincipal names the user and not their account" };
}

function named(principals: readonly PrincipalRef[], user: Principal): Naming | Doubt {
  if (isListed(principals, (id) => id === "*" || id === arnOf(user))) return "user";
  if (isListed(principals, (id) => accountOf(id) === user.accountId)) return "account";
  // "You cannot use a wildcard to match part of a principal name or ARN."
  return isListed(principals, (id) => id.includes("*"))
    ? { doubt: "the Principal has a wildcard in a part of it, which AWS does not take" }
    : "nobody";
}

function isListed(principals: readonly PrincipalRef[], test: (id: string) => boolean): boolean {
  return principals.some(({ type, id }) => type === "AWS" && test(id));
}

/** The account that a principal stands for as a whole, by its number or as its root; null: it is something else. */
function accountOf(id: string): string | null {
  return /^(?:arn:[^:]+:iam::)?(\d{12})(?::root)?$/.exec(id)?.[1] ?? null;
}

/**
 * Keys by which a condition takes in some of an account's principals, or a third party by its external ID. That such a
 * statement does not trust the account as a whole is concluded, no page says it. (Of the page below, what is known here
 * is what others quote, and an earlier state of it.)
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
 */
const NARROWING =
  /^(aws:(principalarn|principaltype|principalaccount|principalorgid|principalorgpaths|principaltag\/.*|userid|username)|sts:externalid)$/i;

/** Whom a statement trusts beside the account that the role is in, each as a whole. */
function outsidersOf({ effect, principals = [], conditions }: Statement, own: string): Outsiders {
  if (effect !== "Allow" || conditions.some(({ key }) => NARROWING.test(key))) return NO_OUTSIDERS;
  const ids = principals.flatMap(({ type, id }) => (type === "AWS" ? [id] : []));
  const accounts = ids.map(accountOf).filter((account) => account !== null && account !== own);
  return { anybody: ids.includes("*"), accounts: accounts as string[] };
}

export interface Outsiders {
  /** Whether anybody in any account is trusted. */
  readonly anybody: boolean;
  /** Numbers of other accounts. */
  readonly accounts: readonly string[];
}

const NO_OUTSIDERS: Outsiders = { anybody: false, accounts: [] };

const MFA_KEY = /^aws:multifactorauth(present|age)$/i;

/**
 * Whether a statement is about calls without MFA, by its conditions on MFA alone: of the others, a caller who seeks a
 * way may meet those of an Allow and avoid those of a Deny.
 */
export function appliesWithoutMfa(
  { effect, conditions }: Statement,
  version: string | undefined,
  mfa: WithoutMfa,
): boolean {
  const context = new RequestContext(authentication({ mfa }), undefined);
  const [asking, others] = [true, false].map((isMfa) =>
    conditions.filter(({ key }) => MFA_KEY.test(key) === isMfa),
  ) as [Condition[], Condition[]];
  if (effect === "Deny" && others.length > 0) return false;
  const truth = every(asking.map((condition) => conditionHolds(condition, context, version)));
  return effect === "Deny" ? truth === true : truth !== false;
}

/** Who of other accounts, each as a whole, may assume a role without MFA. */
export function outsidersWithoutMfa({ statements, version }: PolicyDocument, own: string): Outsiders {
  const found = WITHOUT_MFA.flatMap((mfa) => {
    const applying = statements.filter((statement) => appliesWithoutMfa(statement, version, mfa));
    const denials = applying.filter(({ effect }) => effect === "Deny");
    const isDenied = (account: string) => denials.some((statement) => isAbout(statement, account));
    return applying
      .map((statement) => outsidersOf(statement, own))
      .map(({ anybody, accounts }) => ({
        anybody: anybody && !isDenied("*"),
        accounts: accounts.filter((account) => !isDenied(account)),
      }));
  });
  return {
    anybody: found.some(({ anybody }) => anybody),
    accounts: [...new Set(found.flatMap(({ accounts }) => accounts))].sort(),
  };
}

function isAbout({ principals = [], notPrincipals }: Statement, account: string): boolean {
  const isThem = (id: string) => id === "*" || accountOf(id) === account;
  return notPrincipals ? !isListed(notPrincipals, isThem) : isListed(principals, isThem);
}

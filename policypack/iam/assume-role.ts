import { statementActions } from "./actions";
import { ASSUMING, type Choice, choicesFor } from "./choices";
import { conditionHolds } from "./conditions";
import type { ContextValue, RequestContext } from "./request-context";
import type { PolicyDocument, Statement } from "./policy-document";
import { describeRef, layersOf, type PlacedStatement, type PolicySet, statementsOf } from "./evaluate";
import { statementResources } from "./resources";
import { contextOf, type Principal, type RequestScenario } from "./request-scenarios";
import { namingOf } from "./trust";
import { every, isDoubt, not, orDoubt, some, type Ternary } from "./ternary";
import type { Pattern } from "./wildcard";

/** What a role is assumed by: its ARN, and its tags where they are known. */
export interface AssumedRole {
  /** A made-up one, which no policy names, where it is not known in preview. */
  readonly arn: string;
  /** All ARNs that the role may have once it is made; null: that one. */
  readonly possible: Pattern | null;
  readonly trust: PolicyDocument;
  readonly tags: Readonly<Record<string, string>> | undefined;
}

/** A statement that has a say in who assumes roles, and where it stands. */
export interface Say extends PlacedStatement {
  /** 0 for the identity's policies, then boundary and SCP levels, one number each; of a trust policy 0. */
  readonly layer: number;
}

/** The statements of a principal's policies that have a say in who assumes roles. */
export interface Sayings {
  readonly all: readonly Say[];
  readonly layers: number;
  /** The layers of service control policies, which apply to every principal that the trust policy names. */
  readonly scps: readonly number[];
  readonly bounded: boolean;
}

export function sayingsOf(policies: PolicySet): Sayings {
  const layers = layersOf(policies);
  const all = layers.flatMap((layer, number) =>
    layer.flatMap(({ name, document }) => saysOf(name, document).map((say) => ({ ...say, layer: number }))),
  );
  const first = policies.boundary ? 2 : 1;
  const scps = layers.map((_, number) => number).filter((number) => number >= first);
  return { all, layers: layers.length, scps, bounded: policies.boundary !== undefined };
}

const SAYS = new WeakMap<PolicyDocument, Omit<Say, "layer">[]>();

function saysOf(policy: string, document: PolicyDocument): Omit<Say, "layer">[] {
  const known = SAYS.get(document);
  if (known) return known;
  const says = statementsOf({ name: policy, document }).filter(({ statement }) => {
    const matches = statementActions(statement);
    return ASSUMING.some((action) => orDoubt(() => matches(action)) !== false);
  });
  SAYS.set(document, says);
  return says;
}

/** What has a say of a trust policy. */
export function trustSays(trust: PolicyDocument): readonly Say[] {
  const says =
    OF_TRUST.get(trust) ?? saysOf("of the role's trust", trust).map((say) => ({ ...say, layer: 0 }));
  OF_TRUST.set(trust, says);
  return says;
}

const OF_TRUST = new WeakMap<PolicyDocument, readonly Say[]>();

/**
 * Whether a user may assume a role of their own account in a scenario, in the way that lets them in if one does.
 *
 * "To allow a user to assume a role in the same account, you can do either of the following: Attach a policy to the
 * user that allows the user to call AssumeRole (as long as the role's trust policy trusts the account). Add the user as
 * a principal directly in the role's trust policy. You can do either because the role's trust policy acts as an IAM
 * resource-based policy."
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 *
 * What names the user is not limited by what their policies or their boundary leave out; a Deny in any of them, and the
 * service control policies, hold all the same. Resource control policies are not looked at.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export function mayAssume(
  role: AssumedRole,
  sayings: Sayings,
  user: Principal,
  scenario: RequestScenario,
): Ternary {
  const ofTrust = trustSays(role.trust);
  const more = keysOf(user, role.tags, [...sayings.all, ...ofTrust]);
  const choices = choicesFor(
    [...sayings.all, ...ofTrust].flatMap(({ statement, version }) =>
      statement.conditions.map((condition) => ({ condition, version })),
    ),
    contextOf(scenario, user, more),
  );
  return some(
    choices.map((choice) => {
      const context = contextOf(scenario, user, { ...more, ...choice.values });
      return inOneWay(choice, { role, ofTrust, sayings, user, context });
    }),
  );
}

interface Attempt {
  readonly role: AssumedRole;
  readonly ofTrust: readonly Say[];
  readonly sayings: Sayings;
  readonly user: Principal;
  readonly context: RequestContext;
}

/** What of each statement does not depend on the action is worked out once for all that the call takes. */
function inOneWay({ actions }: Choice, attempt: Attempt): Ternary {
  const { role, sayings, ofTrust, context } = attempt;
  const holding = new Map([
    ...sayings.all.map((say) => [say, holds(say, role, context)] as const),
    ...ofTrust.map((say) => [say, holds(say, null, context)] as const),
  ]);
  return every(actions.map((action) => isAllowed(action, attempt, holding)));
}

/** Whether a statement is about that role, and its conditions hold. A trust policy is about its own: null. */
function holds({ statement, version }: Say, role: AssumedRole | null, context: RequestContext): Ternary {
  return orDoubt(() =>
    every([
      role === null || statementResources(statement, version, context, role.possible)(role.arn),
      every(statement.conditions.map((condition) => conditionHolds(condition, context, version))),
    ]),
  );
}

function isAllowed(
  action: string,
  { ofTrust, sayings, user }: Attempt,
  holding: ReadonlyMap<Say, Ternary>,
): Ternary {
  const applies = (say: Say) =>
    orDoubt(() => every([statementActions(say.statement)(action), holding.get(say) ?? false]));
  const naming = (say: Say, wanted: readonly string[]): Ternary => {
    const found = namingOf(say.statement, user, sayings.bounded);
    return isDoubt(found) ? found : wanted.includes(found);
  };
  const own = sayings.all.map((say) => ({ ...say, truth: told(say, applies(say)) }));
  const trusting = (effect: Statement["effect"], wanted: readonly string[]) =>
    ofTrust
      .filter(({ statement }) => statement.effect === effect)
      .map((say) => told(say, every([naming(say, wanted), applies(say)])));
  const denied = some([
    ...own.filter(({ statement }) => statement.effect === "Deny").map(({ truth }) => truth),
    ...trusting("Deny", ["user", "account"]),
  ]);
  const allowedBy = (layer: number) =>
    some(
      own.filter((say) => say.layer === layer && say.statement.effect === "Allow").map(({ truth }) => truth),
    );
  const layers = Array.from({ length: sayings.layers }, (_, layer) => layer);
  const allowed = some([
    every([some(trusting("Allow", ["user"])), ...sayings.scps.map(allowedBy)]),
    every([some(trusting("Allow", ["account"])), ...layers.map(allowedBy)]),
  ]);
  return every([not(denied), allowed]);
}

/** A doubt with the statement that it is about. */
function told({ ref }: Say, truth: Ternary): Ternary {
  return isDoubt(truth) ? { doubt: `${describeRef(ref)}: ${truth.doubt}` } : truth;
}

const RESOURCE_TAG = /^(?:aws|iam):resourcetag\/(.*)$/i;

/**
 * What is known of a call of AssumeRole by an IAM user beside what is known of any request of theirs. STS answers to
 * HTTPS only.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
 */
function keysOf(
  { accountId }: Principal,
  tags: AssumedRole["tags"],
  says: readonly Say[],
): Record<string, ContextValue> {
  const conditions = says.flatMap(({ statement }) => statement.conditions);
  const tagged = conditions.flatMap(({ key }): [string, ContextValue][] => {
    const tag = RESOURCE_TAG.exec(key)?.[1];
    return tag === undefined ? [] : [[key, tags && (tagOf(tags, tag) ?? null)]];
  });
  return {
    "aws:SecureTransport": "true",
    "aws:ResourceAccount": accountId,
    ...Object.fromEntries(tagged),
  };
}

/** The keys of tags in conditions are compared without regard to case. */
function tagOf(tags: Readonly<Record<string, string>>, name: string): string | undefined {
  const key = Object.keys(tags).find((tag) => tag.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : tags[key];
}

/** As far as their value differs between users of one account. */
const OF_A_USER = /^aws:(username|userid|principalarn|principaltag\/.*)$/i;

export function isOfUserKey(key: string): boolean {
  return OF_A_USER.test(key);
}

/** Whether it may be so for one user and not for another that a statement applies. */
export function isOfUser(say: Say): boolean {
  const { conditions, principals = [], notPrincipals = [] } = say.statement;
  return (
    conditions.some(({ key }) => isOfUserKey(key)) ||
    hasVariable(say) ||
    [...principals, ...notPrincipals].some(({ type, id }) => type === "AWS" && id.includes(":user/"))
  );
}

/** Whether a text of the statement has a variable in it, of which each user may have another value. */
export function hasVariable({ statement: { conditions, resources = [], notResources = [] } }: Say): boolean {
  return [...resources, ...notResources, ...conditions.flatMap(({ values }) => values)].some((text) =>
    text.includes("${"),
  );
}

import type { Reason } from "../facts/fact";
import type { AccountFacts, User } from "../facts/account-facts";
import {
  type AssumedRole,
  hasVariable,
  isOfUser,
  isOfUserKey,
  type Say,
  type Sayings,
  sayingsOf,
  trustSays,
} from "../iam/assume-role";
import { conditionHolds } from "../iam/conditions";
import type { RequestContext } from "../iam/request-context";
import type { Condition, PolicyDocument } from "../iam/policy-document";
import { DocumentNumbers } from "../iam/answer-keys";
import { layersOf, type PolicySet } from "../iam/evaluate";
import { resolveResource, statementResources } from "../iam/resources";
import { arnOf, contextOf, type Principal } from "../iam/request-scenarios";
import { isDoubt, orDoubt } from "../iam/ternary";
import { literal } from "../iam/variables";
import { ANY, ONE } from "../iam/wildcard";
import { deniedFrom } from "./denial";
import { judgeOf, type JudgeOptions } from "./judge";

/** Users whom none of their own policies tells apart where it is about assuming roles. */
export interface AssumerClass {
  readonly sayings: Sayings;
  readonly members: readonly { readonly user: User; readonly principal: Principal }[];
  /** When everything but enrolling begins to be denied to them; null: now, or never. */
  readonly from: Date | null;
  /** Null: in none. */
  readonly wave: string | null;
  /** What could not be read of their policies. */
  readonly missing: readonly Reason[];
  /** False: nothing of theirs allows it, and the trust policy names none of them. Quick, for many roles. */
  mayHave(role: AssumedRole): boolean;
}

/** Sorts an account's users by what their policies say of assuming roles. */
export class AssumerClasses {
  readonly all: readonly AssumerClass[];
  private readonly numbers = new DocumentNumbers();
  private readonly sayings = new Map<string, Sayings>();

  constructor(account: AccountFacts, users: readonly User[], options: JudgeOptions) {
    const judge = judgeOf(account, options);
    const classes = new Map<string, AssumerClass & { members: AssumerClass["members"][number][] }>();
    for (const user of users) {
      const judged = judge.judge(user);
      if (!judged.known) continue;
      const { principal, policies, wave, denial, missing } = judged.value;
      const from = deniedFrom(denial);
      const [name, sayings] = this.sayingsOf(policies);
      const key = JSON.stringify([name, signatureOf(sayings.all, principal), from, wave, missing]);
      const found = classes.get(key) ?? {
        ...{ sayings, from, wave, missing, members: [] },
        mayHave: quickTest(sayings, principal, missing.length > 0),
      };
      found.members.push({ user, principal });
      classes.set(key, found);
    }
    this.all = [...classes.values()];
  }

  private sayingsOf(policies: PolicySet): readonly [string, Sayings] {
    const key = JSON.stringify([
      layersOf(policies).map((layer) => layer.map(({ document }) => this.numbers.of(document))),
      policies.boundary !== undefined,
    ]);
    const sayings = this.sayings.get(key) ?? sayingsOf(policies);
    this.sayings.set(key, sayings);
    return [key, sayings];
  }
}

/**
 * What tells a user from others for some statements: whether a Principal names them, whether the conditions on who
 * they are hold, and, where a text has a variable in it, who they are.
 */
export function signatureOf(says: readonly Say[], user: Principal): string {
  const { isEmpty, hasVariables, named, conditions } = tellingOf(says);
  if (isEmpty) return "";
  const { arn, context } = requestOf(user);
  const truths = conditions.map(({ condition, version }) => {
    const truth = orDoubt(() => conditionHolds(condition, context, version));
    return isDoubt(truth) ? truth.doubt : truth ? "1" : "0";
  });
  return [hasVariables || named.has(arn) ? arn : "", ...truths].join("\n");
}

/** Whether some statements may tell users apart at all. */
export function tellsApart(says: readonly Say[]): boolean {
  return !tellingOf(says).isEmpty;
}

/** What of some statements may tell users apart. Many users are asked about the same ones. */
interface Telling {
  readonly isEmpty: boolean;
  readonly hasVariables: boolean;
  /** ARNs. */
  readonly named: ReadonlySet<string>;
  readonly conditions: readonly { readonly condition: Condition; readonly version: string | undefined }[];
}

function tellingOf(says: readonly Say[]): Telling {
  const found = TELLING.get(says) ?? workOut(says.filter(isOfUser));
  TELLING.set(says, found);
  return found;
}

const TELLING = new WeakMap<readonly Say[], Telling>();

function workOut(says: readonly Say[]): Telling {
  return {
    isEmpty: says.length === 0,
    hasVariables: says.some(hasVariable),
    named: new Set(
      says.flatMap(({ statement: { principals = [], notPrincipals = [] } }) =>
        [...principals, ...notPrincipals].map(({ id }) => id),
      ),
    ),
    conditions: says.flatMap(({ statement, version }) =>
      statement.conditions.filter(({ key }) => isOfUserKey(key)).map((condition) => ({ condition, version })),
    ),
  };
}

function requestOf(user: Principal) {
  const found = REQUESTS.get(user) ?? {
    arn: arnOf(user),
    context: contextOf({ mfa: "false", viaService: false }, user),
  };
  REQUESTS.set(user, found);
  return found;
}

const REQUESTS = new WeakMap<Principal, { readonly arn: string; readonly context: RequestContext }>();

function quickTest(sayings: Sayings, user: Principal, more: boolean): (role: AssumedRole) => boolean {
  const { context } = requestOf(user);
  const allows = sayings.all
    .filter(({ statement, layer }) => layer === 0 && statement.effect === "Allow")
    .map((say) => literally(say, context) ?? statementResources(say.statement, say.version, context));
  return ({ arn, possible, trust }) =>
    more || possible !== null || allows.some((matches) => matches(arn) !== false) || namesUsers(trust);
}

/** For statements that name each resource to the last letter, as "role/${aws:username}" does for each of many users. */
function literally({ statement, version }: Say, context: RequestContext): ((arn: string) => boolean) | null {
  const resolved = statement.resources?.map((text) => resolveResource(text, context, version)) ?? [null];
  const texts = resolved.map((pattern) =>
    pattern === null || isDoubt(pattern) || pattern.includes(ANY) || pattern.includes(ONE)
      ? null
      : literal(pattern),
  );
  if (texts.includes(null)) return null;
  const arns = new Set(texts);
  return (arn) => arns.has(arn);
}

/** Whether a trust policy lets in users whom their own policies don't. */
function namesUsers(trust: PolicyDocument): boolean {
  const known = NAMES_USERS.get(trust);
  if (known !== undefined) return known;
  const found = trustSays(trust).some(
    ({ statement: { effect, principals } }) =>
      effect === "Allow" &&
      (!principals ||
        principals.some(({ type, id }) => type === "AWS" && (id.includes("*") || id.includes(":user/")))),
  );
  NAMES_USERS.set(trust, found);
  return found;
}

const NAMES_USERS = new WeakMap<PolicyDocument, boolean>();

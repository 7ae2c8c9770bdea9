import { isNotKnown, type RequestContext } from "./request-context";
import type { Condition } from "./policy-document";
import { type Family, type Operator, OPERATORS, OPPOSITES } from "./operators";
import { overlapOf } from "./overlap";
import { every, isDoubt, not, some, type Ternary } from "./ternary";
import { type Resolved, resolve } from "./variables";
import { ANY, ONE, parseWildcards, type Pattern } from "./wildcard";

/**
 * Whether a condition holds for a request. An unknown operator, an unknown key and an unreadable value can't be told.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
export function conditionHolds(
  condition: Condition,
  context: RequestContext,
  version: string | undefined,
): Ternary {
  const read = readOperator(condition.operator);
  if (read.name === "null" && read.quantifier === undefined && !read.ifExists) {
    return keyIsMissing(condition, context);
  }
  const operator = OPERATORS.get(read.name);
  if (!operator) return { doubt: `the operator ${condition.operator} is not known` };
  if (!fits(operator.family, condition.key)) {
    return { doubt: `${condition.operator} does not fit the type of ${condition.key}` };
  }
  const value = context.get(condition.key);
  if (isNotKnown(value)) {
    return byFormOfId(condition, operator, context, version) ?? { doubt: `${condition.key} is not known` };
  }
  if (value === null) return withoutKey(read, operator);
  const judge = (actual: string) => holds(operator, condition, actual, context, version);
  const holdsFor = isConstant(condition) ? remembered(condition, judge) : judge;
  return quantify(read, condition.key, typeof value === "string" ? value : value.map(holdsFor), holdsFor);
}

/** Whether all conditions of a statement hold. A doubt tells the condition that it hangs on, where that is one only. */
export function conditionsHold(
  conditions: readonly Condition[],
  context: RequestContext,
  version: string | undefined,
): Ternary {
  const truths = conditions.map((condition) => conditionHolds(condition, context, version));
  const all = every(truths);
  if (!isDoubt(all) || truths.filter(isDoubt).length > 1) return all;
  const hangsOn = conditions[truths.findIndex(isDoubt)];
  return hangsOn && isNotKnown(context.get(hangsOn.key)) ? { ...all, hangsOn } : all;
}

/**
 * Whether one of two conditions holds, whatever the value of their key is: the one is the other's negation. It does
 * where the key is missing too: "If the policy condition requires that the key is *not* matched, such as StringNotLike
 * or ArnNotLike, and the right key is not present, the condition is true."
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function eitherHolds(one: Condition, other: Condition): boolean {
  if (one.key.toLowerCase() !== other.key.toLowerCase() || ![one, other].every(isConstant)) return false;
  return isNegationOf(one, other) || isNegationOf(other, one);
}

function isNegationOf(negation: Condition, plain: Condition): boolean {
  const [negated, positive] = [negation, plain].map(({ operator }) => readOperator(operator));
  if (!negated || !positive || negated.quantifier || positive.quantifier) return false;
  if (OPPOSITES.get(positive.name) !== negated.name) return false;
  return negation.values.every((value) => plain.values.includes(value));
}

function isConstant({ values }: Condition): boolean {
  return !values.some((value) => value.includes("${"));
}

/** What a condition without variables says of a value is the same in every request: one that names 300 users, too. */
const REMEMBERED = new WeakMap<Condition, Map<string, Ternary>>();

function remembered(condition: Condition, judge: (actual: string) => Ternary): (actual: string) => Ternary {
  const known = REMEMBERED.get(condition) ?? new Map<string, Ternary>();
  REMEMBERED.set(condition, known);
  return (actual) => {
    const truth = known.get(actual) ?? judge(actual);
    known.set(actual, truth);
    return truth;
  };
}

interface ReadOperator {
  readonly name: string;
  readonly ifExists: boolean;
  readonly quantifier: string | undefined;
}

function readOperator(written: string): ReadOperator {
  const [, quantifier, name = "", ifExists] =
    /^(?:(forallvalues|foranyvalue):)?(.*?)(ifexists)?$/.exec(written.toLowerCase()) ?? [];
  return { name, quantifier, ifExists: ifExists !== undefined };
}

function keyIsMissing({ key, values }: Condition, context: RequestContext): Ternary {
  const value = context.get(key);
  if (value === undefined) return { doubt: `${key} is not known` };
  const wanted = values.map((text) => text.toLowerCase());
  if (!wanted.every((text) => ["true", "false"].includes(text))) return { doubt: "Null with another value" };
  return wanted.includes(value === null ? "true" : "false");
}

/**
 * A missing key: true for ForAllValues, for IfExists and for negated operators; false for the rest. Of ForAnyValue
 * with IfExists, AWS's text says true, and what was seen was false:
 * https://repost.aws/questions/QU9HFmDzP0QGuU-fd7rS6B7w
 */
function withoutKey({ quantifier, ifExists }: ReadOperator, { negated }: Operator): Ternary {
  if (quantifier === "forallvalues") return true;
  if (quantifier === "foranyvalue") {
    return ifExists && { doubt: "AWS leaves open ForAnyValue with IfExists on a missing key" };
  }
  return ifExists || negated;
}

function quantify(
  { quantifier }: ReadOperator,
  key: string,
  value: string | readonly Ternary[],
  holdsFor: (actual: string) => Ternary,
): Ternary {
  if (typeof value === "string") return holdsFor(value);
  if (quantifier === "forallvalues") return every(value);
  if (quantifier === "foranyvalue") return some(value);
  return { doubt: `${key} has several values, and the operator takes one` };
}

function holds(
  operator: Operator,
  condition: Condition,
  actual: string,
  context: RequestContext,
  version: string | undefined,
): Ternary {
  const expected = RESOLVED.get(condition) ?? condition.values.map((v) => resolve(v, context, version));
  if (isConstant(condition)) RESOLVED.set(condition, expected);
  const any = some(expected.map((value) => operator.matches(value, actual)));
  return operator.negated ? not(any) : any;
}

/**
 * What can be told of an IAM user's aws:userid without the ID itself: that it is none of a role's session, which has a
 * colon in it, and none of a role or an account. Null: the ID decides.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
 */
function byFormOfId(
  condition: Condition,
  { family, negated }: Operator,
  context: RequestContext,
  version: string | undefined,
): Ternary | null {
  const isUsers = condition.key.toLowerCase() === "aws:userid" && context.get("aws:PrincipalType") === "User";
  if (!isUsers || family !== "string") return null;
  const expected = condition.values.map((value) => resolve(value, context, version));
  const isNone = expected.every((one) => one !== null && !isDoubt(one) && !mayBeUserId(one));
  return isNone ? negated : null;
}

const USER_ID = parseWildcards("AIDA*");

function mayBeUserId(pattern: Pattern): boolean {
  const isWord = pattern.every((item) => item === ANY || item === ONE || /^\w$/.test(item));
  return isWord && overlapOf(pattern, USER_ID, (a, b) => a.toLowerCase() === b.toLowerCase()) !== null;
}

/** The values of conditions without variables. */
const RESOLVED = new WeakMap<Condition, readonly Resolved[]>();

/**
 * Global keys whose type AWS documents. An operator of another type may or may not work: AWS only says not to.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
const KEY_TYPES: ReadonlyMap<string, readonly Family[]> = new Map([
  ["aws:multifactorauthpresent", ["bool"]],
  ["aws:multifactorauthage", ["numeric"]],
  ["aws:viaawsservice", ["bool"]],
  ["aws:securetransport", ["bool"]],
  ["aws:principalisawsservice", ["bool"]],
  ["aws:currenttime", ["date"]],
  ["aws:epochtime", ["date", "numeric"]],
  ["aws:tokenissuetime", ["date"]],
  ["aws:sourceip", ["ip"]],
]);

function fits(family: Family, key: string): boolean {
  return KEY_TYPES.get(key.toLowerCase())?.includes(family) ?? true;
}

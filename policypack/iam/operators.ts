import { BlockList, isIP } from "node:net";
import { matchesArn } from "./resources";
import { isDoubt, type Ternary } from "./ternary";
import { literal, type Resolved } from "./variables";
import { matchesPattern, type Pattern } from "./wildcard";

/** "true" or "false" in any case; null: neither. */
function readBool(value: string): boolean | null {
  const lower = value.toLowerCase();
  return lower === "true" ? true : lower === "false" ? false : null;
}

/** A decimal number; null: none. */
function readNumber(value: string): number | null {
  return /^[+-]?\d+(\.\d+)?$/.test(value) ? Number(value) : null;
}

/**
 * The last day that a W3C date can name, in milliseconds since 1970. A date from then on is one that never comes: what
 * waits for it never begins, and what lasts until then never ends.
 */
export const NEVER = Date.UTC(9999, 11, 31);

const W3C_DATE = /^(\d{4}|\+\d{6})-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?$/;

/**
 * Milliseconds since 1970, at most NEVER, of a W3C date or of seconds since 1970; null: neither. A time without a zone
 * is none, and neither is a year alone, which might be seconds. Years above 9999 are read as Date writes them.
 * https://www.w3.org/TR/NOTE-datetime
 */
export function readDate(value: string): number | null {
  const isSeconds = /^\d{5,}$/.test(value);
  const time = isSeconds ? Number(value) * 1000 : W3C_DATE.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(time) ? null : Math.min(time, NEVER);
}

/**
 * Whether an address lies in a range ("10.0.0.0/8", or a single address); null: one of them can't be read. No IPv6
 * address lies in a range of IPv4, nor the other way round.
 */
function inAddressRange(range: string, actual: string): boolean | null {
  const [address = "", bits] = range.split("/");
  const [wanted, given] = [isIP(address), isIP(actual)];
  const most = wanted === 4 ? 32 : 128;
  const length = bits === undefined ? most : (readNumber(bits) ?? -1);
  if (!wanted || !given || length < 0 || length > most) return null;
  if (wanted !== given) return false;
  const family = wanted === 4 ? "ipv4" : "ipv6";
  const list = new BlockList();
  list.addSubnet(address, length, family);
  return list.check(actual, family);
}

/** What kind of value a condition operator compares. */
export type Family = "string" | "numeric" | "date" | "bool" | "ip" | "arn";

/** A condition operator without its modifiers. */
export interface Operator {
  readonly family: Family;
  /** Whether it holds where none of the policy's values matches. */
  readonly negated: boolean;
  /** Whether one value of the policy matches one value of the request. */
  readonly matches: (expected: Resolved, actual: string) => Ternary;
}

/**
 * The operators that are understood, by lower-case name; all others can't be told, BinaryEquals among them.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ...pair("StringEquals", "StringNotEquals", "string", text(equals)),
  ...pair("StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "string", text(equalsIgnoringCase)),
  ...pair("StringLike", "StringNotLike", "string", text(matchesPattern)),
  ...pair(
    "NumericEquals",
    "NumericNotEquals",
    "numeric",
    ordered(readNumber, (a, b) => a === b),
  ),
  one(
    "NumericLessThan",
    "numeric",
    ordered(readNumber, (a, b) => a < b),
  ),
  one(
    "NumericLessThanEquals",
    "numeric",
    ordered(readNumber, (a, b) => a <= b),
  ),
  one(
    "NumericGreaterThan",
    "numeric",
    ordered(readNumber, (a, b) => a > b),
  ),
  one(
    "NumericGreaterThanEquals",
    "numeric",
    ordered(readNumber, (a, b) => a >= b),
  ),
  ...pair(
    "DateEquals",
    "DateNotEquals",
    "date",
    ordered(readDate, (a, b) => a === b),
  ),
  one(
    "DateLessThan",
    "date",
    ordered(readDate, (a, b) => a < b),
  ),
  one(
    "DateLessThanEquals",
    "date",
    ordered(readDate, (a, b) => a <= b),
  ),
  one(
    "DateGreaterThan",
    "date",
    ordered(readDate, (a, b) => a > b),
  ),
  one(
    "DateGreaterThanEquals",
    "date",
    ordered(readDate, (a, b) => a >= b),
  ),
  one(
    "Bool",
    "bool",
    ordered(readBool, (a, b) => a === b),
  ),
  ...pair("IpAddress", "NotIpAddress", "ip", addresses),
  // AWS documents ArnEquals and ArnLike as the same.
  ...pair("ArnEquals", "ArnNotEquals", "arn", text(matchesArn)),
  ...pair("ArnLike", "ArnNotLike", "arn", text(matchesArn)),
]);

/** The operators that have a negation, each with it; in lower case. */
export const OPPOSITES: ReadonlyMap<string, string> = new Map(
  [...OPERATORS].flatMap(([name, { negated }]) => {
    const opposite = name.replace(/^(string|numeric|date|arn|)(?=equals|like|ipaddress)/, "$1not");
    return !negated && OPERATORS.get(opposite)?.negated ? [[name, opposite] as const] : [];
  }),
);

function one(
  name: string,
  family: Family,
  matches: Operator["matches"],
  negated = false,
): [string, Operator] {
  return [name.toLowerCase(), { family, negated, matches }];
}

/** Nothing equals a variable that has no value; what that means for "not equals", AWS leaves open. */
function pair(name: string, opposite: string, family: Family, matches: Operator["matches"]) {
  const matchesNot: Operator["matches"] = (expected, actual) =>
    expected === null ? { doubt: "a variable in a condition has no value" } : matches(expected, actual);
  return [one(name, family, matches), one(opposite, family, matchesNot, true)];
}

function text(compare: (expected: Pattern, actual: string) => Ternary): Operator["matches"] {
  return (expected, actual) => {
    if (expected === null) return false;
    return isDoubt(expected) ? expected : compare(expected, actual);
  };
}

function equals(expected: Pattern, actual: string): boolean {
  return expected.length === actual.length && literal(expected) === actual;
}

function equalsIgnoringCase(expected: Pattern, actual: string): boolean {
  return literal(expected).toLowerCase() === actual.toLowerCase();
}

/** Values in which variables and wildcards mean nothing. The request's value is the left one. */
function ordered<T>(
  read: (value: string) => T | null,
  compare: (actual: T, expected: T) => boolean,
): Operator["matches"] {
  return (expected, actual) => {
    if (expected === null || isDoubt(expected)) return { doubt: "a variable where AWS takes none" };
    const [left, right] = [read(actual), read(literal(expected))];
    if (left !== null && right !== null) return compare(left, right);
    return { doubt: `can't read ${JSON.stringify(right === null ? literal(expected) : actual)}` };
  };
}

function addresses(expected: Resolved, actual: string): Ternary {
  if (expected === null || isDoubt(expected)) return { doubt: "a variable where AWS takes none" };
  const inRange = inAddressRange(literal(expected), actual);
  return inRange ?? { doubt: `can't compare the addresses ${literal(expected)} and ${actual}` };
}

import { isDeepStrictEqual } from "node:util";

/**
 * Whether two policy documents mean the same to IAM: order of keys, of statements and of values, white
 * space, and one value or a list of one, make no difference. Text that isn't JSON is compared as text.
 */
export function samePolicy(left: string, right: string): boolean {
  if (left === right) return true;
  try {
    return isDeepStrictEqual(canonical(JSON.parse(left)), canonical(JSON.parse(right)));
  } catch {
    return false;
  }
}

function canonical(document: unknown): unknown {
  if (!isObject(document)) return document;
  const statements = asList(document["Statement"]).map(canonicalStatement);
  return { ...document, Statement: sorted(statements) };
}

function canonicalStatement(statement: unknown): unknown {
  if (!isObject(statement)) return statement;
  return Object.fromEntries(
    Object.entries(statement).map(([key, value]) => [key, SCALARS.has(key) ? value : canonicalValue(value)]),
  );
}

const SCALARS = new Set(["Sid", "Effect"]);

function canonicalValue(value: unknown): unknown {
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, canonicalValue(each)]));
  // In a condition, true and "true" are the same.
  return sorted(asList(value).map(String));
}

function sorted(list: unknown[]): unknown[] {
  const keyed = list.map((each) => [stable(each), each] as const);
  return keyed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, each]) => each);
}

function stable(value: unknown): string {
  if (!isObject(value)) return JSON.stringify(value);
  return JSON.stringify(
    Object.keys(value)
      .sort()
      .map((key) => [key, stable(value[key])]),
  );
}

function asList(value: unknown): unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

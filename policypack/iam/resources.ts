import type { RequestContext } from "./request-context";
import type { Statement } from "./policy-document";
import { overlapOf } from "./overlap";
import { isDoubt, not, some, type Ternary } from "./ternary";
import { literal, type Resolved, resolve } from "./variables";
import { ANY, matchesPattern, type Pattern } from "./wildcard";

/** What a request acts on where its action takes no resource of its own. */
export const NO_RESOURCE = "*";

/** Colon-separated parts of an ARN: arn, partition, service, Region, account, and the resource, which may hold more. */
export const ARN_PARTS = 6;

/**
 * Whether a statement is about a resource, for one request's context. A statement with neither Resource nor
 * NotResource can't be told.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 * @param possible What the resource may be besides the one that is asked about, which then stands for those that no
 *   policy names. Null: nothing.
 */
export function statementResources(
  statement: Statement,
  version: string | undefined,
  context: RequestContext,
  possible: Pattern | null = null,
): (resource: string) => Ternary {
  const listed = statement.resources ?? statement.notResources;
  if (!listed) return () => ({ doubt: "the statement has neither Resource nor NotResource" });
  const patterns = listed.map((text) => resolveResource(text, context, version));
  const anyOf = (resource: string) =>
    some(patterns.map((pattern) => orPossibly(pattern, possible, matchesResource(pattern, resource))));
  if (statement.resources) return anyOf;
  // AWS says of a variable without value that it matches nothing, not whether that makes a NotResource match.
  if (patterns.includes(null)) return () => ({ doubt: "a variable in NotResource has no value" });
  return (resource) => not(anyOf(resource));
}

/**
 * The pattern of a resource, for one request. "You can't use a variable to replace parts of the ARN before the fifth
 * colon, such as the service or account": what becomes of one that does, AWS leaves open.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function resolveResource(
  text: string,
  context: RequestContext,
  version: string | undefined,
): Resolved {
  const resolved = resolve(text, context, version);
  const variable = text.indexOf("${");
  const isEarly = variable >= 0 && text.slice(0, variable).split(":").length < ARN_PARTS;
  // In a document without variables, and where none is closed, it is text.
  if (!isEarly || resolved === null || isDoubt(resolved) || literal(resolved) === text) return resolved;
  return { doubt: "a variable before the fifth colon of an ARN, where AWS takes none" };
}

function orPossibly(pattern: Resolved, possible: Pattern | null, matches: Ternary): Ternary {
  if (matches !== false || pattern === null || isDoubt(pattern)) return matches;
  if (possible === null || overlapOf(pattern, possible) === null) return false;
  return { doubt: "the resource's ARN is not known in preview" };
}

function matchesResource(pattern: Resolved, resource: string): Ternary {
  if (pattern === null) return false;
  if (isDoubt(pattern)) return pattern;
  if (pattern.every((item) => item === ANY)) return pattern.length > 0;
  // An action that takes no resource is matched by "*" alone, by no pattern of ARNs.
  if (resource === NO_RESOURCE) return false;
  return matchesArn(pattern, resource);
}

/**
 * Compares ARNs part by part: IAM documents wildcards within the parts. Where one would have to span several for a
 * match, it can't be told.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
export function matchesArn(pattern: Pattern, arn: string): Ternary {
  const parts = splitPattern(pattern);
  if (parts.length < ARN_PARTS && parts.at(-1)?.at(-1) !== ANY) {
    return { doubt: "an ARN with parts missing" };
  }
  const texts = splitArn(arn);
  const byPart = texts.every((text, i) => matchesPattern(parts[i] ?? [ANY], text));
  if (byPart || !matchesPattern(pattern, arn)) return byPart;
  return { doubt: "a wildcard that would have to span the parts of an ARN" };
}

/** A pattern is asked about many ARNs. */
const SPLIT = new WeakMap<Pattern, readonly Pattern[]>();

function splitArn(arn: string): string[] {
  const parts = arn.split(":");
  return [...parts.slice(0, ARN_PARTS - 1), parts.slice(ARN_PARTS - 1).join(":")];
}

/** The pattern's parts, as an ARN has them; fewer where it has fewer colons. */
export function splitPattern(pattern: Pattern): readonly Pattern[] {
  const known = SPLIT.get(pattern);
  if (known) return known;
  const parts: Pattern[number][][] = [[]];
  for (const item of pattern) {
    if (item === ":" && parts.length < ARN_PARTS) parts.push([]);
    else parts.at(-1)?.push(item);
  }
  SPLIT.set(pattern, parts);
  return parts;
}

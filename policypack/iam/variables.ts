import type { RequestContext } from "./context";
import type { Doubt } from "./truth";
import { ANY, ONE, parseWildcards, type Pattern } from "./wildcard";

/** Null: a variable has no value in this request, so that nothing equals or matches the text. */
export type Resolved = Pattern | Doubt | null;

/** Documents of any other version, or of none, take variables for plain text. */
const WITH_VARIABLES = "2012-10-17";

/**
 * Puts the values of a request into a text with policy variables: `${aws:username}`, `${key, 'default'}`, and the
 * literal characters `${*}`, `${?}` and `${$}`. A value's own `*` and `?` stand for themselves.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function resolve(text: string, context: RequestContext, version: string | undefined): Resolved {
  if (version !== WITH_VARIABLES) return parseWildcards(text);
  const resolved: (string | typeof ANY | typeof ONE)[] = [];
  for (const [part, name] of splitVariables(text)) {
    const value = name === undefined ? parseWildcards(part) : valueOf(name, context);
    if (value === null || "doubt" in value) return value;
    resolved.push(...value);
  }
  return resolved;
}

/** The pattern as plain text, for operators to which `*` and `?` mean nothing. */
export function literal(pattern: Pattern): string {
  return pattern.map((item) => (item === ANY ? "*" : item === ONE ? "?" : item)).join("");
}

/** Parts of the text in turn; a part that is a variable comes with what is between its braces. */
function splitVariables(text: string): [string, string | undefined][] {
  return text
    .split(/(\$\{[^}]*\})/)
    .map((part) => [part, /^\$\{([^}]*)\}$/.exec(part)?.[1]] as [string, string | undefined]);
}

function valueOf(variable: string, context: RequestContext): Resolved {
  if (["*", "?", "$"].includes(variable)) return [variable];
  const [, key = variable, fallback] = /^\s*([^,]*?)\s*(?:,\s*'([^']*)'\s*)?$/.exec(variable) ?? [];
  const value = context.get(key);
  if (value === undefined) return { doubt: `the variable ${key} is not known` };
  // A key with several values can't be put into a text; AWS does not say whether its default then holds.
  if (value !== null && typeof value !== "string") return { doubt: `the variable ${key} has several values` };
  const text = value ?? fallback;
  return text === undefined ? null : [...text];
}

import { isNotKnown, type RequestContext } from "./request-context";
import type { Doubt } from "./ternary";
import { ANY, ONE, parseWildcards, type Pattern } from "./wildcard";

/** Null: a variable has no value in this request, so that nothing equals or matches the text. */
export type Resolved = Pattern | Doubt | null;

/** Documents of any other version, or of none, take variables for plain text. */
export const WITH_VARIABLES = "2012-10-17";

/**
 * Puts the values of a request into a text with policy variables: `${aws:username}`, `${key, 'default'}`, and the
 * literal characters `${*}`, `${?}` and `${$}`. A value's own `*` and `?` stand for themselves.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function resolve(text: string, context: RequestContext, version: string | undefined): Resolved {
  if (version !== WITH_VARIABLES || !text.includes("${")) return parseWildcards(text);
  const resolved: (string | typeof ANY | typeof ONE)[] = [];
  for (const [part, name] of splitVariables(text)) {
    const value = name === undefined ? parseWildcards(part) : valueOf(name, context);
    if (value === null || "doubt" in value) return value;
    // Not as arguments of one call, of which there may be only so many.
    for (const item of value) resolved.push(item);
  }
  return resolved;
}

/** The pattern as plain text, for operators to which `*` and `?` mean nothing. */
export function literal(pattern: Pattern): string {
  return pattern.map((item) => (item === ANY ? "*" : item === ONE ? "?" : item)).join("");
}

/**
 * Parts of the text in turn; a part that is a variable comes with what is between its braces. Step by step, because
 * a pattern would look for the end of each of many braces that nobody closed.
 */
function splitVariables(text: string): [string, string | undefined][] {
  const parts: [string, string | undefined][] = [];
  let from = 0;
  for (let open = text.indexOf("${"); open >= 0; open = text.indexOf("${", from)) {
    const close = text.indexOf("}", open);
    if (close < 0) break;
    parts.push(
      [text.slice(from, open), undefined],
      [text.slice(open, close + 1), text.slice(open + 2, close)],
    );
    from = close + 1;
  }
  return [...parts, [text.slice(from), undefined]];
}

function valueOf(variable: string, context: RequestContext): Resolved {
  if (["*", "?", "$"].includes(variable)) return [variable];
  const { key, fallback } = readVariable(variable);
  const value = context.get(key);
  if (isNotKnown(value)) return { doubt: `the variable ${key} is not known` };
  // A key with several values can't be put into a text; AWS does not say whether its default then holds.
  if (value !== null && typeof value !== "string") return { doubt: `the variable ${key} has several values` };
  const text = value ?? fallback;
  return text === undefined ? null : [...text];
}

/** `key` or `key, 'default'`; anything else is a key that there is not. */
function readVariable(variable: string): { key: string; fallback: string | undefined } {
  const comma = variable.indexOf(",");
  const fallback = comma < 0 ? undefined : /^'([^']*)'$/.exec(variable.slice(comma + 1).trim())?.[1];
  if (comma >= 0 && fallback === undefined) return { key: variable, fallback };
  return { key: (comma < 0 ? variable : variable.slice(0, comma)).trim(), fallback };
}

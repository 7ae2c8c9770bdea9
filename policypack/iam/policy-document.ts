/** An IAM policy document with IAM's shorthands undone: every element that may be a list is one. */
export interface PolicyDocument {
  readonly version: string | undefined;
  readonly statements: readonly Statement[];
}

export interface Statement {
  readonly sid: string | undefined;
  readonly effect: "Allow" | "Deny";
  /** Exactly one of the pair is set in a valid identity policy; as written, case included. */
  readonly actions: readonly string[] | undefined;
  readonly notActions: readonly string[] | undefined;
  readonly resources: readonly string[] | undefined;
  readonly notResources: readonly string[] | undefined;
  readonly conditions: readonly Condition[];
  /** Whom a policy of a resource is about, such as a role's trust policy; identity policies have neither. */
  readonly principals?: readonly PrincipalRef[];
  readonly notPrincipals?: readonly PrincipalRef[];
}

/** One of those whom a Principal element names. `"*"` by itself stands for `{ "AWS": "*" }`, as AWS has it. */
export interface PrincipalRef {
  /** "AWS", "Service", "Federated" or "CanonicalUser". */
  readonly type: string;
  /** An ARN, an account number, a service's name, or "*". */
  readonly id: string;
}

/** One operator on one key; all of a statement's conditions must hold (AND), any of the values may (OR). */
export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** The document is not one that IAM would take. */
export class PolicyDocumentError extends Error {
  override readonly name = "PolicyDocumentError";
}

/** Far more than IAM takes (6,144, whitespace not counted) or AWS's own policies have. */
const MOST_CHARACTERS = 1024 * 1024;

/**
 * Reads a policy document.
 * Grammar: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 * @throws PolicyDocumentError where it is not JSON or not of the grammar.
 */
export function parsePolicyDocument(json: string): PolicyDocument {
  const root = asObject(parseJson(json), "the document");
  const statement = root["Statement"];
  if (statement === undefined) throw new PolicyDocumentError("the document has no Statement");
  const statements = Array.isArray(statement) ? statement : [statement];
  return {
    version: text(root["Version"], "Version"),
    statements: statements.map((s, index) => parseStatement(asObject(s, `statement ${index + 1}`), index)),
  };
}

function parseStatement(statement: Record<string, unknown>, index: number): Statement {
  const effect = statement["Effect"];
  if (effect !== "Allow" && effect !== "Deny") {
    throw new PolicyDocumentError(`statement ${index + 1} has Effect ${show(effect)}, not Allow or Deny`);
  }
  return {
    sid: text(statement["Sid"], "Sid"),
    effect,
    actions: strings(statement["Action"], "Action"),
    notActions: strings(statement["NotAction"], "NotAction"),
    resources: strings(statement["Resource"], "Resource"),
    notResources: strings(statement["NotResource"], "NotResource"),
    conditions: parseConditions(statement["Condition"]),
    ...principals(statement),
  };
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
function principals({ Principal, NotPrincipal }: Record<string, unknown>) {
  return {
    ...(Principal !== undefined && { principals: parsePrincipals(Principal, "Principal") }),
    ...(NotPrincipal !== undefined && { notPrincipals: parsePrincipals(NotPrincipal, "NotPrincipal") }),
  };
}

function parsePrincipals(element: unknown, name: string): PrincipalRef[] {
  if (element === "*") return [{ type: "AWS", id: "*" }];
  return Object.entries(asObject(element, name)).flatMap(([type, ids]) =>
    (strings(ids, type) ?? []).map((id) => ({ type, id })),
  );
}

function parseConditions(block: unknown): Condition[] {
  if (block === undefined) return [];
  return Object.entries(asObject(block, "Condition")).flatMap(([operator, keys]) =>
    Object.entries(asObject(keys, operator)).map(([key, values]) => ({
      operator,
      key,
      values: strings(values, key) ?? [],
    })),
  );
}

function strings(value: unknown, element: string): string[] | undefined {
  if (value === undefined) return undefined;
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.map((item) => text(item, element) ?? "");
}

/** IAM takes booleans and numbers for strings in conditions. */
function text(value: unknown, element: string): string | undefined {
  if (value === undefined || typeof value === "string") return value;
  if (typeof value === "boolean" || typeof value === "number") return String(value);
  throw new PolicyDocumentError(`${element.slice(0, SHOWN)} holds ${show(value)}, not a string`);
}

const SHOWN = 60;

/** For messages. What is nested is not shown: thousands of brackets would exhaust the stack. */
function show(value: unknown): string {
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "a list" : "an object";
  return JSON.stringify(typeof value === "string" ? value.slice(0, SHOWN) : value) ?? "nothing";
}

function parseJson(json: string): unknown {
  if (json.length > MOST_CHARACTERS) throw new PolicyDocumentError("longer than any policy");
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new PolicyDocumentError(`not JSON: ${(error as Error).message}`);
  }
}

function asObject(value: unknown, element: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new PolicyDocumentError(`${element.slice(0, SHOWN)} is not an object`);
  }
  return value as Record<string, unknown>;
}

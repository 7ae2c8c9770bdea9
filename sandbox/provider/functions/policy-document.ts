import type { GetPolicyDocumentArgs } from "@pulumi/aws/iam/getPolicyDocument";
import { ProviderError } from "../errors";

type Statement = NonNullable<GetPolicyDocumentArgs["statements"]>[number];
type Principal = NonNullable<Statement["principals"]>[number];
type Condition = NonNullable<Statement["conditions"]>[number];
type Rendered = Record<string, unknown> & { Sid?: string };

interface Document {
  Version: string;
  Id?: string;
  Statement: Rendered[];
}

/**
 * The JSON of a policy document, as the real provider renders it: one value stands alone, several are
 * sorted backwards (an oddity of Terraform's), and sources and overrides are merged by Sid.
 *
 * @throws ProviderError where two statements of the sources and the document's own have the same Sid
 */
export function renderPolicyDocument(args: GetPolicyDocumentArgs): { json: string; minifiedJson: string } {
  const own: Document = {
    Version: args.version || "2012-10-17",
    Id: args.policyId || undefined,
    Statement: (args.statements ?? []).map(statement),
  };
  const sources = parseAll(args.sourceJson, args.sourcePolicyDocuments);
  const overrides = parseAll(args.overrideJson, args.overridePolicyDocuments);
  assertDistinct([...sources, own].flatMap((each) => each.Statement));
  const merged = [own, ...overrides].reduce(merge, sources.reduce(merge, EMPTY));
  const document = { ...merged, Statement: merged.Statement.length > 0 ? merged.Statement : undefined };
  return { json: JSON.stringify(document, null, 2), minifiedJson: JSON.stringify(document) };
}

const EMPTY: Document = { Version: "2012-10-17", Statement: [] };

function parseAll(one: string | undefined, many: string[] | undefined): Document[] {
  const texts = [one, ...(many ?? [])].filter((text): text is string => !!text);
  return texts.map((text) => {
    const parsed = JSON.parse(text) as Partial<Document> & { Statement?: Rendered | Rendered[] };
    return { ...EMPTY, ...parsed, Statement: [parsed.Statement ?? []].flat() };
  });
}

function merge(base: Document, over: Document): Document {
  const kept = base.Statement.map((each) => over.Statement.find((other) => sameSid(each, other)) ?? each);
  const added = over.Statement.filter((each) => !base.Statement.some((other) => sameSid(each, other)));
  return { Version: over.Version, Id: over.Id ?? base.Id, Statement: [...kept, ...added] };
}

function sameSid(one: Rendered, other: Rendered): boolean {
  return !!one.Sid && one.Sid === other.Sid;
}

function assertDistinct(statements: Rendered[]): void {
  const sids = statements.map((each) => each.Sid).filter(Boolean);
  const twice = sids.find((sid, index) => sids.indexOf(sid) !== index);
  if (twice)
    throw new ProviderError(
      `duplicate Sid (${twice}); Sids of source documents and statements must be unique`,
    );
}

function statement(given: Statement): Rendered {
  return {
    Sid: given.sid || undefined,
    Effect: given.effect || "Allow",
    Action: values(given.actions),
    NotAction: values(given.notActions),
    Resource: values(given.resources),
    NotResource: values(given.notResources),
    Principal: principals(given.principals),
    NotPrincipal: principals(given.notPrincipals),
    Condition: conditions(given.conditions),
  };
}

/** IAM's ${…} may be written &{…}, because Pulumi's other languages and Terraform take ${…} themselves. */
const unescape = (text: string) => text.replaceAll("&{", "${");

function values(list: string[] | undefined): string | string[] | undefined {
  if (!list || list.length === 0) return undefined;
  return list.length === 1 ? unescape(list[0] ?? "") : list.map(unescape).sort().reverse();
}

function principals(list: Principal[] = []): unknown {
  if (list.length === 0) return undefined;
  const [first] = list;
  if (list.length === 1 && first?.type === "*" && first.identifiers.join() === "*") return "*";
  const types = [...new Set(list.map((each) => each.type))].sort();
  const of = (type: string) => list.filter((each) => each.type === type).flatMap((each) => each.identifiers);
  return Object.fromEntries(types.map((type) => [type, values(of(type))]));
}

function conditions(list: Condition[] = []): unknown {
  if (list.length === 0) return undefined;
  const found: Record<string, Record<string, string | string[]>> = {};
  for (const { test, variable, values: given } of [...list].sort(byTest)) {
    const variables = (found[test] ??= {});
    const both = [variables[variable] ?? [], given.map(unescape)].flat();
    // The order of a condition's values is kept.
    variables[variable] = both.length === 1 ? (both[0] ?? "") : both;
  }
  return found;
}

function byTest(one: Condition, other: Condition): number {
  const [left, right] = [`${one.test} ${one.variable}`, `${other.test} ${other.variable}`];
  return left < right ? -1 : left > right ? 1 : 0;
}

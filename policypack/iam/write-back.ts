import type { Condition, PolicyDocument, Statement } from "./document";

type Json = Record<string, unknown>;

/**
 * A document's JSON with the changes that lead from one reading of it to another, and everything else as it is
 * written: order, shorthands and elements that the reading passes over.
 * @param json what `before` was read from
 */
export function writeBack(json: string, before: PolicyDocument, after: PolicyDocument): string {
  const root = JSON.parse(json) as Json;
  const written = root["Statement"];
  const statements = (Array.isArray(written) ? written : [written]) as Json[];
  const sameCount = before.statements.length === after.statements.length;
  const changed = after.statements.map((statement, index) => {
    const was = sameCount ? index : before.statements.indexOf(statement);
    const [raw, old] = [statements[was], before.statements[was]];
    return raw && old ? withChanges(raw, old, statement) : withChanges({}, EMPTY, statement);
  });
  const version = before.version === after.version ? {} : { Version: after.version };
  return JSON.stringify({
    ...root,
    ...version,
    Statement: Array.isArray(written) || changed.length > 1 ? changed : changed[0],
  });
}

const EMPTY: Partial<Statement> = {};

/** How each element of a statement is written. */
const ELEMENTS: Readonly<Record<string, (statement: Partial<Statement>) => unknown>> = {
  Sid: ({ sid }) => sid,
  Effect: ({ effect }) => effect,
  Action: ({ actions }) => actions,
  NotAction: ({ notActions }) => notActions,
  Resource: ({ resources }) => resources,
  NotResource: ({ notResources }) => notResources,
  Condition: ({ conditions }) => (conditions?.length ? conditionBlock(conditions) : undefined),
};

function withChanges(raw: Json, before: Partial<Statement>, after: Statement): Json {
  const result = { ...raw };
  for (const [element, read] of Object.entries(ELEMENTS)) {
    const value = read(after);
    if (JSON.stringify(read(before)) === JSON.stringify(value)) continue;
    if (value === undefined) delete result[element];
    else result[element] = value;
  }
  return result;
}

function conditionBlock(
  conditions: readonly Condition[],
): Record<string, Record<string, string | readonly string[]>> {
  // No prototype: an operator named "__proto__" is one like any other.
  const block = Object.create(null) as Record<string, Record<string, string | readonly string[]>>;
  for (const { operator, key, values } of conditions) {
    const value = values.length === 1 && values[0] !== undefined ? values[0] : values;
    block[operator] = { ...block[operator], [key]: value };
  }
  return block;
}

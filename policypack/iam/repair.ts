import { type AttachmentScope, partitionFor } from "./attachment-scope";
import type { Condition, PolicyDocument, Statement } from "./policy-document";
import { candidateEdits, type Edit } from "./edits";
import { judgeForceMfa } from "./force-mfa-judgement";
import { leakingAllows } from "./force-mfa-statements";

/** The smallest change that was found to make a document intact. */
export interface Repair {
  readonly document: PolicyDocument;
  /** What was changed, an instruction each, in order. */
  readonly changes: readonly string[];
}

/** A document that takes more than this to be mended is better replaced. */
const MOST_CHANGES = 6;

/**
 * Closes a document's weaknesses, change by change, each time with the one that closes the most; what is returned has
 * been judged intact. Null: nothing to close, or no such change was found.
 */
export function repairForceMfa(
  document: PolicyDocument,
  attachmentScope: AttachmentScope = {},
): Repair | null {
  const changes: string[] = [];
  let current = document;
  let weight = weigh(current, attachmentScope, false);
  if (weight === Infinity) return null;
  const leaks = leakingAllows(document).length > 0;
  while (weight > 0) {
    const best = changes.length < MOST_CHANGES ? bestEdit(current, attachmentScope, weight, leaks) : null;
    if (!best) return null;
    ({ weight } = best);
    current = best.result;
    changes.push(...best.sentences);
  }
  return changes.length === 0 ? null : { document: current, changes };
}

interface Step {
  readonly result: PolicyDocument;
  readonly sentences: readonly string[];
  readonly weight: number;
}

/** One edit; or two, where neither shows an effect without the other. */
function bestEdit(
  document: PolicyDocument,
  attachmentScope: AttachmentScope,
  weight: number,
  leaks: boolean,
): Step | null {
  const partition = partitionFor(document, attachmentScope);
  const step = (edit: Edit, before: readonly string[] = []): Step => ({
    result: edit.result,
    sentences: [...before, edit.sentence],
    weight: weigh(edit.result, attachmentScope, leaks),
  });
  const edits = candidateEdits(document, partition);
  const single = lightest(
    edits.map((edit) => step(edit)),
    weight,
  );
  if (single) return single;
  const pairs = edits.flatMap((first) =>
    candidateEdits(first.result, partition).map((second) => step(second, [first.sentence])),
  );
  return lightest(pairs, weight);
}

function lightest(steps: readonly Step[], below: number): Step | null {
  const weight = Math.min(...steps.map((step) => step.weight));
  return weight < below ? (steps.find((step) => step.weight === weight) ?? null) : null;
}

/** A document that no longer means to force MFA is not mended; an Allow that no longer leaks is. */
function weigh(document: PolicyDocument, attachmentScope: AttachmentScope, leaked: boolean): number {
  return judgeForceMfa(document, attachmentScope)?.weight ?? (leaked ? 0 : Infinity);
}

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

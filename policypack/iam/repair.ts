import type { PolicyDocument } from "./document";
import type { Edit } from "./edit";
import { candidateEdits } from "./edits";
import { judgeForceMfa } from "./force-mfa-judgement";
import { leakingAllows } from "./force-mfa-statements";
import { partitionFor, type AttachmentScope } from "./attachment-scope";

/** The smallest change that was found to make a document intact. */
export interface Repair {
  readonly document: PolicyDocument;
  /** What was changed, an instruction each, in order. */
  readonly changes: readonly string[];
}

/** A document that takes more than this to be mended is better replaced. */
const MOST_CHANGES = 6;

/**
 * Closes a document's weaknesses, change by change, each time with the one that closes the most; what is returned has been
 * judged intact. Null: nothing to close, or no such change was found.
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

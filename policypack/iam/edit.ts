import type { PolicyDocument, Statement } from "./document";

/** One change of a document. */
export interface Edit {
  /** What to do, as an instruction without its full stop. */
  readonly sentence: string;
  readonly result: PolicyDocument;
}

/** The document with some elements of one statement replaced. */
export function editStatement(
  document: PolicyDocument,
  index: number,
  change: Partial<Statement>,
): PolicyDocument {
  const statements = document.statements.map((s, i) => (i === index ? { ...s, ...change } : s));
  return { ...document, statements };
}

/** How messages name a statement. */
export function label({ sid }: Statement, index: number): string {
  return sid ?? `statement ${index + 1}`;
}

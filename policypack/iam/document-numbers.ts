import type { PolicyDocument } from "./document";

/** Numbers for documents, for keys. The reader parses equal texts once, so that the same document is the same object. */
export class DocumentNumbers {
  private readonly numbers = new Map<PolicyDocument, number>();

  of(document: PolicyDocument): number {
    const number = this.numbers.get(document) ?? this.numbers.size;
    this.numbers.set(document, number);
    return number;
  }
}

import type { PolicyDocument } from "../../policypack/iam/document";
import { layersOf, type PolicySet, prepare } from "../../policypack/iam/evaluate";
import { sampleResources } from "../../policypack/iam/samples";
import { contextOf, type Principal, situations } from "../../policypack/iam/situations";
import { momentsFrom } from "./moments";
import { documentsOf } from "./policy-set";

/**
 * Tells which users get the same answer: those with the same policies for whom each statement holds in the same
 * situations and is about the same sample resources. Their names need not be the same, and yet a user whom a
 * condition or a resource singles out stands alone.
 */
export class Sharing {
  private readonly numbers = new Map<PolicyDocument, number>();

  /** Two users with one key get one answer: nothing else of them goes into a decision. */
  keyOf(policies: PolicySet, principal: Principal, now: Date): string {
    const documents = documentsOf(policies);
    const all = situations(momentsFrom(now, documents).map(({ at }) => at));
    const prepared = all.map((situation) => prepare(policies, contextOf(situation, principal)));
    const resources = sampleResources(principal, documents);
    return JSON.stringify([
      layersOf(policies).map((layer) => layer.map(({ name, document }) => [name, this.numberOf(document)])),
      prepared.map(({ statements }) => statements.map(({ holds }) => holds)),
      // What a statement is about does not depend on the situation.
      prepared[0]?.statements.map(({ matchesResource }) => resources.map(matchesResource)),
    ]);
  }

  /** The reader parses equal texts once, so that the same document is the same object. */
  private numberOf(document: PolicyDocument): number {
    const number = this.numbers.get(document) ?? this.numbers.size;
    this.numbers.set(document, number);
    return number;
  }
}

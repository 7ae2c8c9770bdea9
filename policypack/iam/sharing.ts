import { DocumentNumbers } from "./document-numbers";
import { type Network, readyToEnrol } from "./enrolment-steps";
import { documentsOf, layersOf, type PolicySet, prepare } from "./evaluate";
import { momentsFrom } from "./moments";
import { sampleResources } from "./samples";
import { contextOf, type Principal, situations } from "./situations";

/**
 * Tells which users get the same answer: those with the same policies for whom each statement holds in the same
 * situations and is about the same sample resources. Their names need not be the same, and yet a user whom a
 * condition or a resource singles out stands alone.
 */
export class Sharing {
  private readonly numbers = new DocumentNumbers();

  constructor(
    private readonly now: Date,
    private readonly network: Network = {},
  ) {}

  /** Two users with one key get one answer: nothing else of them goes into a decision. */
  keyOf(policies: PolicySet, principal: Principal): string {
    const documents = documentsOf(policies);
    const moments = momentsFrom(this.now, documents);
    const prepared = situations(moments.map(({ at }) => at)).map((situation) =>
      prepare(policies, contextOf(situation, principal)),
    );
    const enrolling = moments.flatMap(({ at }) =>
      Object.values(readyToEnrol(policies, principal, at, this.network)),
    );
    const resources = sampleResources(principal, documents);
    return JSON.stringify([
      layersOf(policies).map((layer) => layer.map(({ name, document }) => [name, this.numbers.of(document)])),
      [...prepared, ...enrolling].map(({ statements }) => statements.map(({ holds }) => holds)),
      // What a statement is about does not depend on the situation.
      prepared[0]?.statements.map(({ matchesResource }) => resources.map(matchesResource)),
    ]);
  }
}

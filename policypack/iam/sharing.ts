import { DocumentNumbers } from "./document-numbers";
import { type Network, readyToEnrol } from "./enrolment-steps";
import { documentsOf, layersOf, type PolicySet, prepare } from "./evaluate";
import { momentsFrom } from "./moments";
import { sampleResources } from "./samples";
import { type Singling, singlingOf } from "./singling";
import { contextOf, type Principal, scenarios } from "./request-scenarios";

/**
 * Tells which users get the same answer: those with the same policies for whom each statement holds in the same
 * scenarios and is about the same sample resources. Their names need not be the same, and yet a user whom a
 * condition or a resource singles out stands alone.
 */
export class Sharing {
  private readonly numbers = new DocumentNumbers();
  private readonly singlings = new Map<string, Singling | null>();
  /** Short ones: each of thousands of users keeps one. */
  private readonly keys = new Map<string, string>();

  constructor(
    private readonly now: Date,
    private readonly network: Network = {},
  ) {}

  /** Two users with one key get one answer: nothing else of them goes into a decision. */
  keyOf(policies: PolicySet, principal: Principal): string {
    const names = layersOf(policies).map((layer) =>
      layer.map(({ name, document }) => [name, this.numbers.of(document)]),
    );
    const set = JSON.stringify(names);
    // Of somebody without policies there is nothing to compare, and some accounts have hundreds.
    if (documentsOf(policies).length === 0) return this.short(set);
    const plain = this.singlingOf(set, policies)?.(principal);
    return this.short(`${set} ${plain ?? JSON.stringify(this.closely(policies, principal))}`);
  }

  private short(key: string): string {
    const known = this.keys.get(key) ?? String(this.keys.size);
    this.keys.set(key, known);
    return known;
  }

  /** How policies tell users apart is read once for all who have them: of thousands of users, they are few sets. */
  private singlingOf(set: string, policies: PolicySet): Singling | null {
    const known = this.singlings.get(set);
    if (known !== undefined) return known;
    const singling = singlingOf(documentsOf(policies));
    this.singlings.set(set, singling);
    return singling;
  }

  /** What becomes of each statement for one user. */
  private closely(policies: PolicySet, principal: Principal): unknown[] {
    const documents = documentsOf(policies);
    const moments = momentsFrom(this.now, documents);
    const prepared = scenarios(moments.map(({ at }) => at)).map((scenario) =>
      prepare(policies, contextOf(scenario, principal)),
    );
    const enrolling = moments.flatMap(({ at }) =>
      Object.values(readyToEnrol(policies, principal, at, this.network)),
    );
    const resources = sampleResources(principal, documents);
    return [
      [...prepared, ...enrolling].map(({ statements }) => statements.map(({ holds }) => holds)),
      // What a statement is about does not depend on the scenario.
      prepared[0]?.statements.map(({ matchesResource }) => resources.map(matchesResource)),
    ];
  }
}

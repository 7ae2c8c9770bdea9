import type { PolicyDocument } from "./document";
import { type PolicySet, prepare } from "./evaluate";
import { sampleResources } from "./samples";
import { contextOf, type Principal, scenarios } from "./request-scenarios";

/**
 * Groups users whom these policies don't tell apart at that time: of the same path, for whom each statement holds in
 * the same scenarios and is about the same sample resources, one by one. What becomes of one of them becomes of all.
 * @param documents all of the policies' documents.
 */
export function groupAlikeUsers(
  policies: PolicySet,
  documents: readonly PolicyDocument[],
  principals: readonly Principal[],
  at: Date | undefined,
): Principal[][] {
  const groups = new Map<string, Principal[]>();
  for (const principal of principals) {
    const prepared = scenarios([at]).map((s) => prepare(policies, contextOf(s, principal)));
    const resources = sampleResources(principal, documents);
    const key = JSON.stringify([
      principal.path,
      prepared.map(({ statements }) => statements.map(({ holds }) => holds)),
      prepared[0]?.statements.map(({ matchesResource }) => resources.map(matchesResource)),
    ]);
    const group = groups.get(key);
    if (group) group.push(principal);
    else groups.set(key, [principal]);
  }
  return [...groups.values()];
}

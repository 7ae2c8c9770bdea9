import { assignWaves, type RolloutUser } from "./assign";
import { exceptionProblems } from "./exception-problems";
import { exemptionProblems } from "./exemption-problems";
import { isGlob, sameCase } from "./members";
import type { Problem, ProblemFacts } from "./problem";
import type { Rollout } from "./model";
import { waveProblems } from "./wave-problems";

/**
 * What is wrong with a valid rollout, given the time and the account. Pure; in the order of the file, waves first.
 *
 * The order of the waves' deadlines is not looked at: where a user belongs doesn't depend on it, and a wave that is
 * written first may well end last.
 */
export function rolloutProblems(rollout: Rollout, facts: ProblemFacts): readonly Problem[] {
  const assignment = assignWaves(rollout, facts.users ?? namedUsers(rollout), facts.now);
  return [
    ...waveProblems(rollout, facts, assignment),
    ...exemptionProblems(rollout, facts),
    ...exceptionProblems(rollout, facts),
  ];
}

/** Where the account's users are not known, those whom the file names tell at least who is named twice. */
function namedUsers({ waves }: Rollout): readonly RolloutUser[] {
  const names = waves.flatMap(({ users = [] }) => users).filter((user) => !isGlob(user));
  const bySpelling = new Map(names.map((name) => [sameCase(name), name]));
  return [...bySpelling.values()].map((name) => ({ name, groups: [], hasPassword: true }));
}

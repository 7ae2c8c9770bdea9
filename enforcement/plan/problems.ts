import type { AccountFacts } from "@mfa-guard/policypack/internal/facts/model";
import { problemsIn } from "@mfa-guard/policypack/internal/judgement/rollout-status";
import type { Problem, ProblemKind } from "@mfa-guard/policypack/internal/rollout/problem";
import type { Rollout } from "@mfa-guard/policypack/internal/rollout/model";
import type { Note } from "./note";

/** What would deny people without a day to enrol, exempt them beyond the rules, or take every denial away. */
const REFUSED: readonly ProblemKind[] = [
  "past-deadline",
  "deadline-too-far",
  "exemption-too-long",
  "exception-too-long",
  "exception-disarms",
  "exception-no-such-wave",
  "no-waves",
];

/** What a rollout says and hardly means: some of it is refused, the rest is told. */
export function judgeRollout(
  rollout: Rollout,
  account: AccountFacts,
  now: Date,
): { readonly notes: readonly Note[]; readonly refusals: readonly string[] } {
  const problems = problemsIn(rollout, account, now);
  const refused = ({ kind }: Problem) => REFUSED.includes(kind);
  return {
    refusals: problems.filter(refused).map(describe),
    notes: problems
      .filter((problem) => !refused(problem))
      .map((problem) => ({ severity: "warning", message: describe(problem) })),
  };
}

function describe({ where, message }: Problem): string {
  return `${message} (${where} of the rollout)`;
}

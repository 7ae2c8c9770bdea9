import type { AccountFacts } from "../../policypack/facts/model";
import type { Problem, ProblemKind } from "../../policypack/rollout/problem";
import { rolloutProblems } from "../../policypack/rollout/problems";
import { sameCase } from "../../policypack/rollout/members";
import type { Rollout } from "../../policypack/rollout/schema";
import { rolloutUsers } from "../../policypack/judgement/places";
import type { Cover } from "./cover";
import { isDeployed, liveCovers } from "./live-covers";
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
  covers: readonly Cover[],
  account: AccountFacts,
  now: Date,
): { readonly notes: readonly Note[]; readonly refusals: readonly string[] } {
  const groups = [...account.groups.found.values()].flatMap(({ name }) => name ?? []);
  const problems = rolloutProblems(rollout, {
    now,
    users: rolloutUsers(account),
    groups: account.groups.complete.known ? groups : null,
    newWaves: newWaves(rollout, covers, account, now),
  });
  const refused = ({ kind }: Problem) => REFUSED.includes(kind);
  return {
    refusals: problems.filter(refused).map(describe),
    notes: problems
      .filter((problem) => !refused(problem))
      .map((problem) => ({ severity: "warning", message: describe(problem) })),
  };
}

/** One by another name, whose users are all denied already, is new to nobody. */
function newWaves(rollout: Rollout, covers: readonly Cover[], account: AccountFacts, now: Date): string[] {
  const live = liveCovers(account, rollout);
  const isDenied = (user: string) => {
    const cover = live.get(sameCase(user));
    return cover !== undefined && (cover.from === null || cover.from <= now);
  };
  return covers.flatMap((cover) => {
    if (cover.wave === null || isDeployed(account, cover)) return [];
    return cover.users.length > 0 && cover.users.every(isDenied) ? [] : [cover.wave];
  });
}

function describe({ where, message }: Problem): string {
  return `${message} (${where} of the rollout)`;
}

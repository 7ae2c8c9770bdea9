import { coverNames } from "../../policypack/rollout/assign";
import { coveredAccount, type PlannedCover } from "../../policypack/judgement/covered-account";
import { selfServicePolicy } from "../../policypack/policy/self-service-policy";
import type { AccountFacts } from "../../policypack/facts/model";
import type { Fact } from "../../policypack/facts/fact";
import { judgeOf, type UserJudgement } from "../../policypack/judgement/judge";
import { exceptionsOf } from "../../policypack/rollout/exceptions";
import { parseRolloutObject } from "../../policypack/rollout/parse";
import type { Rollout } from "../../policypack/rollout/model";
import { deadlineOf, type Subject } from "./subjects";

/**
 * What becomes of each subject once the stack has covered them, by name: under the policy that it would deploy, with
 * the rollout file's options, from their own date on. Who is in no wave counts as covered at once.
 */
export function afterCovering(
  account: AccountFacts,
  subjects: readonly Subject[],
  rollout: Rollout | null,
  now: Date,
): (subject: Subject) => Fact<UserJudgement> {
  const options = rollout ?? DEFAULTS;
  const covers = coversOf(subjects, options, account);
  const covered = coveredAccount(account, covers, options);
  const users = new Map(covered.users.found.map((user) => [user.name, user]));
  const judge = judgeOf(covered, { rollout: options, now });
  return ({ name, user }) => judge.judge(users.get(name) ?? user);
}

/** Everybody at once, with no option set. */
const DEFAULTS = parseRolloutObject({ account: "new" }, "the defaults of a rollout file");

function coversOf(
  subjects: readonly Subject[],
  rollout: Rollout,
  { identity }: AccountFacts,
): PlannedCover[] {
  const partition = identity.known ? identity.value.partition : "aws";
  const byDate = new Map<string, { from: Date | null; wave: string | null; users: string[] }>();
  for (const { name, standing } of subjects) {
    const from = deadlineOf(standing);
    const wave = standing.kind === "wave" ? standing.wave : null;
    const key = JSON.stringify([from, wave]);
    const cover = byDate.get(key) ?? { from, wave, users: [] };
    cover.users.push(name);
    byDate.set(key, cover);
  }
  const { selfService } = rollout;
  return [...byDate.values()].map(({ from, wave, users }) => ({
    ...coverNames(rollout, wave),
    users,
    document: selfServicePolicy({ ...selfService, partition, from, exceptions: exceptionsOf(rollout, wave) }),
  }));
}

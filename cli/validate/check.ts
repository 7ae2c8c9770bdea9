import { describeReason } from "../../policypack/facts/fact";
import type { AccountFacts } from "../../policypack/facts/model";
import { problemsIn } from "../../policypack/judgement/rollout-status";
import type { Rollout } from "../../policypack/rollout/model";
import type { LocatedRollout } from "../../policypack/rollout/parse";
import { pastUnlessDeployed, rolloutProblems } from "../../policypack/rollout/problems";
import { showPath } from "../../policypack/rollout/quote";
import type { RolloutError, RolloutMistake } from "../../policypack/rollout/problem";
import type { ValidateProblem } from "./model";

/** What is found in a file that can be read. */
export interface Checked {
  readonly problems: readonly ValidateProblem[];
  readonly notes: readonly ValidateProblem[];
  /** Why not all could be read of the account that was given, a sentence each. */
  readonly unread: readonly string[];
}

/** @param account The account that the file is for; null: nobody has read it. */
export function checkRollout(located: LocatedRollout, account: AccountFacts | null, now: Date): Checked {
  const { rollout } = located;
  const problems = account ? problemsIn(rollout, account, now) : withoutAccount(rollout, now);
  const unread = account ? unreadOf(account) : [];
  const notes = account && unread.length === 0 ? [] : pastUnlessDeployed(rollout, now);
  return { problems: placed(located, problems), notes: placed(located, notes), unread };
}

interface Unplaced {
  readonly kind: string;
  readonly where: string;
  readonly message: string;
}

export function placed({ positionOf }: LocatedRollout, found: readonly Unplaced[]): ValidateProblem[] {
  return found.map((problem) => ({ ...problem, ...positionOf(problem.where) }));
}

/** What makes a file one that can't be read. */
export function mistakesIn({ mistakes }: RolloutError): ValidateProblem[] {
  return mistakes.map(toMistake);
}

function toMistake({ position, path, message }: RolloutMistake): ValidateProblem {
  return {
    kind: "mistake",
    where: path.length === 0 ? null : showPath(path),
    line: position?.line ?? null,
    column: position?.column ?? null,
    message,
  };
}

function withoutAccount(rollout: Rollout, now: Date) {
  return rolloutProblems(rollout, { now, users: null, groups: null, newWaves: [] });
}

/** Waves whose deadline is past. That is right where they are deployed, which the file alone does not tell. */
export function pastWaves({ waves }: Rollout, now: Date): string[] {
  return waves.filter(({ deadline }) => deadline <= now).map(({ name }) => name);
}

function unreadOf({ users, groups, policies }: AccountFacts): string[] {
  const reasons = [users, groups, policies].flatMap(({ complete }) =>
    complete.known ? [] : [complete.reason],
  );
  return [...new Set(reasons.map((reason) => `Not checked: ${describeReason(reason)}`))];
}

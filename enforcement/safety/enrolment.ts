import { userHasDevice } from "../../policypack/facts/usable-devices";
import type { AccountFacts } from "../../policypack/facts/model";
import { judgeOf, type UserJudgement } from "../../policypack/judgement/judge";
import { describeInability } from "../../policypack/judgement/words";
import { sameCase } from "../../policypack/rollout/members";
import type { Rollout } from "../../policypack/rollout/schema";
import type { Cover } from "../plan/cover";
import { coveredAccount } from "../plan/covered-account";
import { type LiveCover, liveCovers } from "../../policypack/judgement/live-covers";
import type { Note } from "../plan/note";
import type { SelfServicePolicy } from "../self-service-policy";

export interface EnrolmentProblems {
  readonly refusals: readonly string[];
  readonly notes: readonly Note[];
}

/** Somebody without a device, and what keeps them from enrolling one. */
interface Stuck {
  readonly name: string;
  readonly why: string;
  /** False: it hangs on where or how they enrol. */
  readonly certain: boolean;
  readonly byPassword: boolean;
  /** A deployment before this one denies them the rest already. */
  readonly already: boolean;
}

/**
 * Whom a deployment would deny everything, and who could then not enrol: under a boundary, by another policy, or since
 * a password must be changed first. Users who are denied already are told, and don't stop what is deployed for others.
 * @param allowed Users whom to cover all the same, by the setting.
 */
export function enrolmentProblems(
  rollout: Rollout,
  covers: readonly Cover[],
  account: AccountFacts,
  options: {
    readonly now: Date;
    readonly allowed: readonly string[];
    readonly documentOf: (cover: Cover) => SelfServicePolicy;
  },
): EnrolmentProblems {
  const stuck = findStuck(rollout, covers, account, options);
  const allowed = new Set(options.allowed.map(sameCase));
  const refused = stuck.filter(
    ({ name, certain, already }) => certain && !already && !allowed.has(sameCase(name)),
  );
  const told = stuck.filter((one) => !refused.includes(one));
  return {
    refusals: refused.length === 0 ? [] : [refusal(refused)],
    notes: told.map(({ name, why, certain }) => ({
      severity: "warning",
      message: `${name} ${certain ? "can't enrol once covered" : "may not be able to enrol once covered"}: ${why}.`,
    })),
  };
}

function findStuck(
  rollout: Rollout,
  covers: readonly Cover[],
  account: AccountFacts,
  { now, documentOf }: { readonly now: Date; readonly documentOf: (cover: Cover) => SelfServicePolicy },
): Stuck[] {
  const covered = coveredAccount(
    account,
    covers.map((cover) => ({ ...cover, document: documentOf(cover) })),
    rollout,
  );
  const judge = judgeOf(covered, { rollout, now });
  const live = liveCovers(account, rollout);
  const names = new Set(covers.flatMap(({ users }) => users.map(sameCase)));
  return covered.users.found
    .filter((user) => names.has(sameCase(user.name ?? "")) && !userHasDevice(user))
    .flatMap((user) => {
      const judged = judge.judge(user);
      // Without the account's own number nothing is deployed anyway.
      if (!judged.known || user.name === undefined) return [];
      return stuckOf(user.name, judged.value, isDeniedBy(live.get(sameCase(user.name)), now));
    });
}

function isDeniedBy(cover: LiveCover | undefined, now: Date): boolean {
  return cover !== undefined && (cover.from === null || cover.from <= now);
}

function stuckOf(name: string, { enrolment, missing }: UserJudgement, already: boolean): Stuck[] {
  const why = describeInability(enrolment);
  if (why === null) return [];
  const certain = enrolment.all.answer === "no" || missing.length > 0;
  return [{ name, why, certain, already, byPassword: enrolment.password.answer === "no" }];
}

const LISTED = 20;

function refusal(stuck: readonly Stuck[]): string {
  const who = stuck.slice(0, LISTED).map(({ name, why }) => `${name} (${why})`);
  const more = stuck.length > LISTED ? ` and ${stuck.length - LISTED} more` : "";
  const first = stuck[0]?.name ?? "";
  return (
    `${stuck.length === 1 ? "1 user" : `${stuck.length} users`} could not enrol once covered, and would be locked out: ` +
    `${who.join("; ")}${more}. ${wayOut(stuck)} To cover them all the same: ` +
    `pulumi config set --path 'mfa-guard:allowLockingOut[0]' ${first}`
  );
}

function wayOut(stuck: readonly Stuck[]): string {
  const password = stuck.some(({ byPassword }) => byPassword);
  const policies = stuck.some(({ byPassword }) => !byPassword);
  return [
    policies &&
      "Change the policy that is named so that it lets them call iam:CreateVirtualMFADevice and iam:EnableMFADevice, have them enrol first, or exempt them.",
    password &&
      "Whose password must be changed: have them change it first, or set selfService.passwordChangeBeforeMfa in the rollout file.",
  ]
    .filter(Boolean)
    .join(" ");
}

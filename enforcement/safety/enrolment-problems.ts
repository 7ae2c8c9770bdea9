import { userHasDevice } from "@mfa-guard/policypack/internal/facts/usable-devices";
import type { AccountFacts } from "@mfa-guard/policypack/internal/facts/account-facts";
import { judgeOf, type UserJudgement } from "@mfa-guard/policypack/internal/judgement/judge";
import {
  describeInability,
  describeNeverWorking,
  describeOnlyAccessKey,
} from "@mfa-guard/policypack/internal/judgement/describe-judgement";
import { sameCase } from "@mfa-guard/policypack/internal/rollout/assign";
import type { Rollout } from "@mfa-guard/policypack/internal/rollout/rollout";
import type { Cover, Note } from "../plan/cover";
import {
  coveredAccount,
  type LiveCover,
  liveCovers,
} from "@mfa-guard/policypack/internal/judgement/covered-account";
import type { SelfServicePolicy } from "@mfa-guard/policypack/internal/policy/self-service-policy";

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
  /** Everything is denied to them with MFA too. */
  readonly useless: boolean;
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
  const covered = judgeCovered(rollout, covers, account, options);
  const live = liveCovers(account, rollout);
  const stuck = covered.flatMap(({ name, judged }) =>
    stuckOf(name, judged, isDeniedBy(live.get(sameCase(name)), options.now)),
  );
  const ways = covered.flatMap(({ name, judged }) => {
    const way = describeOnlyAccessKey(judged.enrolment);
    return way === null ? [] : [{ name, way }];
  });
  const allowed = new Set(options.allowed.map(sameCase));
  const refused = stuck.filter(
    ({ name, certain, already }) => certain && !already && !allowed.has(sameCase(name)),
  );
  const told = stuck.filter((one) => !refused.includes(one));
  return {
    refusals: refused.length === 0 ? [] : [refusal(refused)],
    notes: [
      ...told.map(({ name, why, certain }): Note => ({
        severity: "warning",
        message: `${name} ${certain ? "can't enrol once covered" : "may not be able to enrol once covered"}: ${why}.`,
      })),
      ...ways.map(({ name, way }): Note => ({ severity: "info", message: `${name} can enrol ${way}.` })),
    ],
  };
}

/** Those without a device, as they will be once covered. */
function judgeCovered(
  rollout: Rollout,
  covers: readonly Cover[],
  account: AccountFacts,
  { now, documentOf }: { readonly now: Date; readonly documentOf: (cover: Cover) => SelfServicePolicy },
): { readonly name: string; readonly judged: UserJudgement }[] {
  const covered = coveredAccount(
    account,
    covers.map((cover) => ({ ...cover, document: documentOf(cover) })),
    rollout,
  );
  const judge = judgeOf(covered, { rollout, now });
  const names = new Set(covers.flatMap(({ users }) => users.map(sameCase)));
  return covered.users.found
    .filter((user) => names.has(sameCase(user.name ?? "")) && !userHasDevice(user))
    .flatMap((user) => {
      const judged = judge.judge(user);
      // Without the account's own number nothing is deployed anyway.
      if (!judged.known || user.name === undefined) return [];
      return [{ name: user.name, judged: judged.value }];
    });
}

function isDeniedBy(cover: LiveCover | undefined, now: Date): boolean {
  return cover !== undefined && (cover.from === null || cover.from <= now);
}

function stuckOf(name: string, judged: UserJudgement, already: boolean): Stuck[] {
  const { enrolment, missing } = judged;
  const why = describeInability(judged);
  if (why === null) return [];
  const useless = describeNeverWorking(judged) !== null;
  const certain = useless || enrolment.all.answer === "no" || missing.length > 0;
  const byPassword = !useless && enrolment.password.answer === "no";
  return [{ name, why, certain, already, byPassword, useless }];
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
  const policies = stuck.some(({ byPassword, useless }) => !byPassword && !useless);
  const useless = stuck.some((one) => one.useless);
  return [
    policies &&
      "Change the policy that is named so that it lets them call iam:CreateVirtualMFADevice and iam:EnableMFADevice, have them enrol first, or exempt them.",
    useless &&
      "Who is denied everything with MFA too: change that policy to deny without MFA only, or exempt them.",
    password &&
      "Whose password must be changed: have them change it first, or set selfService.passwordChangeBeforeMfa in the rollout file.",
  ]
    .filter(Boolean)
    .join(" ");
}

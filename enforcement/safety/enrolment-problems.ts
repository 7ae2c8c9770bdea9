import { userHasDevice } from "@mfa-guard/policypack/internal/facts/usable-devices";
import type { AccountFacts, User } from "@mfa-guard/policypack/internal/facts/account-facts";
import type { Fact } from "@mfa-guard/policypack/internal/facts/fact";
import { judgeOf, type UserJudgement } from "@mfa-guard/policypack/internal/judgement/judge";
import {
  describeInability,
  describeNeverWorking,
  describeOnlyAccessKey,
  obstaclesOf,
} from "@mfa-guard/policypack/internal/judgement/describe-judgement";
import { passwordStateAt } from "@mfa-guard/policypack/internal/judgement/password";
import { mayChangeNow } from "@mfa-guard/policypack/internal/judgement/password-change";
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

/** Somebody whom something keeps from enrolling, or who can do nothing with MFA, either. */
interface Stuck {
  readonly name: string;
  readonly why: string;
  /** False: it hangs on where or how they enrol. */
  readonly certain: boolean;
  /** What there is to do, for each thing that is in their way. */
  readonly remedies: readonly Remedy[];
  /** A deployment before this one denies them the rest already. */
  readonly already: boolean;
}

/**
 * Whom a deployment would deny everything, and who could then not enrol: under a boundary, by another policy, or since
 * a password must be changed first; and who could do nothing with MFA, enrolled or not. Users who are denied already
 * are told, and don't stop what is deployed for others.
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
  const judgeNow = judgeOf(account, { rollout, now: options.now });
  const usersNow = new Map(account.users.found.map((user) => [user.name, user]));
  const stuck = covered.flatMap(({ name, judged, enrolled }) => {
    const user = usersNow.get(name);
    // Asked of the few who are stuck, as it takes another judgement.
    const canChange = () =>
      user !== undefined && canChangePassword(user, judged, judgeNow.judge(user), account, options.now);
    const already = isDeniedBy(live.get(sameCase(name)), options.now);
    return stuckOf(name, judged, { enrolled, already, canChange });
  });
  const ways = covered.flatMap(({ name, judged, enrolled }) => {
    const way = enrolled ? null : describeOnlyAccessKey(judged.enrolment);
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
      ...told.map((one): Note => ({
        severity: "warning",
        message: `${one.name} ${cant(one)} once covered: ${one.why}.`,
      })),
      ...ways.map(({ name, way }): Note => ({ severity: "info", message: `${name} can enrol ${way}.` })),
    ],
  };
}

function cant({ certain, remedies }: Stuck): string {
  if (remedies.includes("less denied")) return "can do nothing";
  return certain ? "can't enrol" : "may not be able to enrol";
}

/** Everybody of the covers, as they will be once covered. */
function judgeCovered(
  rollout: Rollout,
  covers: readonly Cover[],
  account: AccountFacts,
  { now, documentOf }: { readonly now: Date; readonly documentOf: (cover: Cover) => SelfServicePolicy },
): { readonly name: string; readonly judged: UserJudgement; readonly enrolled: boolean }[] {
  const covered = coveredAccount(
    account,
    covers.map((cover) => ({ ...cover, document: documentOf(cover) })),
    rollout,
  );
  const judge = judgeOf(covered, { rollout, now });
  const names = new Set(covers.flatMap(({ users }) => users.map(sameCase)));
  return covered.users.found
    .filter((user) => names.has(sameCase(user.name ?? "")))
    .flatMap((user) => {
      const judged = judge.judge(user);
      // Without the account's own number nothing is deployed anyway.
      if (!judged.known || user.name === undefined) return [];
      return [{ name: user.name, judged: judged.value, enrolled: userHasDevice(user) }];
    });
}

function isDeniedBy(cover: LiveCover | undefined, now: Date): boolean {
  return cover !== undefined && (cover.from === null || cover.from <= now);
}

/** Whether somebody who must change their password can do it before they are covered. */
function canChangePassword(
  user: User,
  { enrolment: { from } }: UserJudgement,
  before: Fact<UserJudgement>,
  account: AccountFacts,
  now: Date,
): boolean {
  const state = passwordStateAt(user, account, { at: from, now });
  if (state.known && state.value.kind === "blocked") return false;
  return !before.known || mayChangeNow(before.value, account.passwordPolicy);
}

function stuckOf(
  name: string,
  judged: UserJudgement,
  {
    enrolled,
    already,
    canChange,
  }: { readonly enrolled: boolean; readonly already: boolean; readonly canChange: () => boolean },
): Stuck[] {
  const { enrolment, missing } = judged;
  const why = enrolled ? describeNeverWorking(judged) : describeInability(judged);
  if (why === null) return [];
  const remedies = obstaclesOf(judged).map(({ of }): Remedy => {
    if (of === "use") return "less denied";
    if (of === "device") return "another policy";
    return canChange() ? "a change of password" : "a new password";
  });
  const certain = remedies.includes("less denied") || enrolment.all.answer === "no" || missing.length > 0;
  return [{ name, why, certain, already, remedies }];
}

const LISTED = 20;

function refusal(stuck: readonly Stuck[]): string {
  const who = stuck.slice(0, LISTED).map(({ name, why }) => `${name} (${why})`);
  const more = stuck.length > LISTED ? ` and ${stuck.length - LISTED} more` : "";
  const first = stuck[0]?.name ?? "";
  return (
    `${stuck.length === 1 ? "1 user" : `${stuck.length} users`} could ${whatNot(stuck)} once covered, and would be locked out: ` +
    `${who.join("; ")}${more}. ${wayOut(stuck)} To cover them all the same: ` +
    `pulumi config set --path 'mfa-guard:allowLockingOut[0]' ${first}`
  );
}

function whatNot(stuck: readonly Stuck[]): string {
  const idle = stuck.filter(({ remedies }) => remedies.includes("less denied"));
  if (idle.length === 0) return "not enrol";
  return idle.length === stuck.length ? "do nothing" : "not enrol, or could do nothing,";
}

const REMEDIES = {
  "another policy":
    "Change the policy that is named so that it lets them call iam:CreateVirtualMFADevice and iam:EnableMFADevice, have them enrol first, or exempt them.",
  "less denied":
    "Who is denied everything with MFA too: change that policy to deny without MFA only, or exempt them.",
  "a change of password":
    "Whose password must be changed: have them change it first, or set selfService.passwordChangeBeforeMfa in the rollout file.",
  "a new password":
    "Who can't change their password, or no longer once it has expired: have an administrator set a new one that need not be changed, by aws iam update-login-profile --no-password-reset-required.",
} as const;

type Remedy = keyof typeof REMEDIES;

function wayOut(stuck: readonly Stuck[]): string {
  return Object.entries(REMEDIES)
    .filter(([remedy]) => stuck.some(({ remedies }) => remedies.some((one) => one === remedy)))
    .map(([, sentence]) => sentence)
    .join(" ");
}

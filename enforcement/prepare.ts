import { describeReason } from "@mfa-guard/policypack/internal/facts/fact";
import type { AccountFacts } from "@mfa-guard/policypack/internal/facts/account-facts";
import { signInSetting, signInWarning } from "@mfa-guard/policypack/internal/judgement/console-authorization";
import { problemsIn } from "@mfa-guard/policypack/internal/judgement/rollout-status";
import {
  PolicyTooLongError,
  type SelfServicePolicy,
  selfServicePolicy,
} from "@mfa-guard/policypack/internal/policy/self-service-policy";
import { describeException } from "@mfa-guard/policypack/internal/rollout/exceptions";
import type { Rollout } from "@mfa-guard/policypack/internal/rollout/rollout";
import type { Problem, ProblemKind } from "@mfa-guard/policypack/internal/rollout/problem";
import { DEFAULT_QUOTAS } from "./account/quotas";
import type { LiveAccount } from "./account/live-account";
import type { StackConfig } from "./config";
import { changeNotes } from "./plan/change-notes";
import { type Cover, coverByUser, type Note, plannedCovers } from "./plan/cover";
import { findExisting, existingNotes } from "./plan/adopt-existing";
import { limitRefusals } from "./plan/limits";
import { assignLive } from "./plan/members";
import { administratorRefusal } from "./safety/administrators";
import { callerRefusal } from "./safety/caller-refusal";
import { enrolmentProblems } from "./safety/enrolment-problems";

/** What is to be deployed, or why it is not. */
export interface Preparation {
  readonly covers: readonly Cover[];
  readonly notes: readonly Note[];
  /** Any of them: nothing is deployed. */
  readonly refusals: readonly string[];
}

/** Works out everything before anything is changed: who is covered, what they are told, what stands against it. */
export async function prepare(config: StackConfig, live: LiveAccount, now: Date): Promise<Preparation> {
  const assignment = assignLive(config.rollout, live.facts, config.users, now);
  if ("refusals" in assignment) return { covers: [], notes: [], refusals: assignment.refusals };
  const planned = plannedCovers(config.rollout, assignment);
  const judged = judgeRollout(config.rollout, live.facts, now);
  const tooLong = tooLongRefusals(config.rollout, planned, live.facts);
  const enrolment =
    tooLong.length > 0
      ? { refusals: [], notes: [] }
      : enrolmentProblems(...enrolmentQuestion(config, planned, live, now));
  const refused = [...judged.refusals, ...tooLong, ...refusals(config, planned, live), ...enrolment.refusals];
  const covers = refused.length > 0 ? planned : withExisting(planned, config, live.facts);
  return {
    covers,
    notes: [
      ...judged.notes,
      ...enrolment.notes,
      ...risks(config),
      ...signInNotes(config, live.facts),
      ...quotaNotes(live),
      ...changeNotes(covers, live.facts, config.rollout),
      ...covers.flatMap(existingNotes),
    ],
    refusals: refused,
  };
}

function enrolmentQuestion(
  { rollout, allow }: StackConfig,
  covers: readonly Cover[],
  { facts }: LiveAccount,
  now: Date,
): Parameters<typeof enrolmentProblems> {
  const documentOf = (cover: Cover) => policyOf(cover, rollout, facts);
  return [rollout, covers, facts, { now, allowed: allow.lockingOut, documentOf }];
}

function policyOf(
  { from, exceptions }: Cover,
  { selfService }: Rollout,
  facts: AccountFacts,
): SelfServicePolicy {
  return selfServicePolicy({ ...selfService, partition: partitionOf(facts), from, exceptions });
}

function withExisting(covers: readonly Cover[], { rollout }: StackConfig, facts: AccountFacts): Cover[] {
  return covers.map((cover) => {
    return { ...cover, existing: findExisting(cover, policyOf(cover, rollout, facts), facts) };
  });
}

function partitionOf({ identity }: AccountFacts): string {
  return identity.known ? identity.value.partition : "aws";
}

function refusals(
  { allow }: StackConfig,
  covers: readonly Cover[],
  { facts, callers, quotas }: LiveAccount,
): string[] {
  const byUser = coverByUser(covers);
  const caller = callers.map((caller) => callerRefusal(caller, facts, byUser)).filter((r) => r !== null);
  const administrator = administratorRefusal(facts, byUser);
  return [
    ...limitRefusals(covers, facts, quotas.known ? quotas.value : DEFAULT_QUOTAS),
    ...(allow.lockingMyselfOut ? [] : caller.map((refusal) => unless(refusal, "allowLockingMyselfOut"))),
    ...(administrator === null || allow.noAdministratorLeft
      ? []
      : [unless(administrator, "allowNoAdministratorLeft")]),
  ];
}

function unless(refusal: string, option: string): string {
  return `${refusal} To do it all the same: pulumi config set mfa-guard:${option} true`;
}

function tooLongRefusals(rollout: Rollout, covers: readonly Cover[], facts: AccountFacts): string[] {
  try {
    for (const cover of covers) policyOf(cover, rollout, facts);
    return [];
  } catch (error) {
    if (error instanceof PolicyTooLongError) return [error.message];
    throw error;
  }
}

/** What is on and weakens the policy is said at every deployment. */
function risks({ rollout: { selfService, exceptions } }: StackConfig): Note[] {
  const risks = [
    selfService.passwordChangeBeforeMfa &&
      "selfService.passwordChangeBeforeMfa is on: anyone who learns a password can change it, and take the user over, without MFA. AWS advises against it.",
    selfService.signInBeforeMfa &&
      "selfService.signInBeforeMfa is on: signing in to the console and by `aws login` is not denied without MFA. AWS does not document whether credentials of `aws login` count as signed in with MFA.",
    selfService.viaAwsServices &&
      "selfService.viaAwsServices is on: a session without MFA can act through AWS services that forward its calls.",
  ];
  const all = [...risks, ...exceptions.map(describeException)];
  return all.flatMap((message) => (message ? [{ severity: "warning" as const, message }] : []));
}

function signInNotes({ rollout }: StackConfig, facts: AccountFacts): Note[] {
  const warning = signInWarning(facts, rollout);
  if (!warning) return [];
  const severity = signInSetting(facts, rollout).state === "off" ? "info" : "warning";
  return [{ severity, message: warning.sentence }];
}

function quotaNotes({ quotas }: LiveAccount): Note[] {
  if (quotas.known) return [];
  const message = `AWS's default limits are taken for the account's: ${describeReason(quotas.reason)}`;
  return [{ severity: "warning", message }];
}

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

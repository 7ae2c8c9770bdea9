import type { Reason } from "../../policypack/facts/fact";
import type { AccountFacts, User } from "../../policypack/facts/account-facts";
import { userGaps } from "../../policypack/facts/user-gaps";
import {
  decide,
  describeRef,
  layersOf,
  type PolicySet,
  prepare,
  statementOf,
} from "../../policypack/iam/evaluate";
import { judgeForceMfa } from "../../policypack/iam/force-mfa-judgement";
import { ENABLE_DEVICE } from "../../policypack/iam/force-mfa-statements";
import type { PolicyAnswer, Question } from "../../policypack/iam/judge-user";
import { contextOf, type Principal, WITHOUT_MFA } from "../../policypack/iam/request-scenarios";
import { judgeOf, type UserJudgement } from "../../policypack/judgement/judge";
import { type Undo, undoOf } from "../../policypack/judgement/undo";
import { describeException, exceptionsInForce } from "../../policypack/rollout/exceptions";
import type { Exception, Rollout } from "../../policypack/rollout/rollout";
import { notLookedAt, passwordsAsOf } from "../report/reading-notes";
import { type Subject, subjectsOf } from "../rollout/subjects";
import { RolesOfUsers } from "./assumable-roles";
import { accepting, type Verdict, verdictOf } from "./verdict";

/** Users with the same policies, and the one answer that they share. */
export interface Group {
  /** From 1, in the order of the first user's name. */
  readonly number: number;
  readonly policies: PolicySet;
  readonly answer: PolicyAnswer;
  /** Whether they can undo the denial without MFA; null: no policy means to force MFA. */
  readonly undo: Undo | null;
  /** What is wrong with the policies that mean to force MFA, where more is open than should be. */
  readonly hints: readonly string[];
  /** What is worth knowing, and no reason not to pass. */
  readonly notes: readonly string[];
  /** At least one. */
  readonly users: readonly [JudgedUser, ...JudgedUser[]];
}

export interface JudgedUser {
  readonly name: string;
  readonly principal: Principal;
  readonly verdict: Verdict;
}

export interface ExemptUser {
  readonly name: string;
  readonly until: Date;
}

/** Something that could not be judged. Never a pass. */
export interface Gap {
  /** A user's name, or the account's label. */
  readonly subject: string;
  readonly reason: Reason;
}

export interface Verification {
  readonly account: string;
  /** How old what is told of passwords is. */
  readonly passwords: string;
  /** What no verdict takes into account. */
  readonly notLookedAt: string;
  readonly at: Date;
  readonly groups: readonly Group[];
  readonly exempt: readonly ExemptUser[];
  readonly gaps: readonly Gap[];
}

export interface VerifyOptions {
  /** Who is exempt; null: nobody. */
  readonly rollout: Rollout | null;
  readonly now: Date;
  /** Every action that there is. */
  readonly actions: readonly string[];
}

/**
 * For each console user, with all their policies as they are deployed: what works without MFA, and whether they can
 * enrol. Pure; of the policies of resources the trust policies of the account's roles are looked at and no other, and
 * service control policies only where they were read.
 */
export function verifyAccount(account: AccountFacts, options: VerifyOptions): Verification {
  const subjects = subjectsOf(account, options.rollout, options.now);
  const judge = judgeOf(account, options);
  const grouping = new Grouping(account, options);
  const asked = subjects.filter(({ standing }) => standing.kind !== "exempt").map(({ user }) => user);
  const assumable = new RolesOfUsers(account, asked, options);
  const gaps: Gap[] = [
    ...userGaps(account).map((reason) => ({ subject: account.label, reason })),
    ...assumable.gaps.map(({ role, reason }) => ({
      subject: role === null ? account.label : `role ${role}`,
      reason,
    })),
  ];
  const exempt: ExemptUser[] = [];
  for (const { name, user, live, standing } of subjects) {
    if (standing.kind === "exempt") exempt.push({ name, until: standing.until });
    else {
      const judged = judge.judge(user);
      const verdict = judged.known ? verdictOf(judged.value, { user, live }, assumable) : judged;
      if (judged.known && verdict.known) grouping.add(user, judged.value, verdict.value, hasActiveKey(live));
      else if (!verdict.known) gaps.push({ subject: name, reason: verdict.reason });
    }
  }
  const { label } = account;
  const told = { account: label, passwords: passwordsAsOf(account), notLookedAt: notLookedAt(account) };
  return { ...told, at: options.now, groups: grouping.groups, exempt, gaps };
}

function hasActiveKey({ accessKeys }: Subject["live"]): boolean {
  return accessKeys.known && accessKeys.value.some(({ active }) => active);
}

/** Users with one answer, together. */
class Grouping {
  private readonly byKey = new Map<
    string,
    Omit<Group, "notes"> & { users: JudgedUser[]; accepted: readonly Exception[] }
  >();
  /** Those of the groups in which somebody has an active access key. */
  private readonly withKeys = new Set<string>();

  constructor(
    private readonly account: AccountFacts,
    private readonly options: VerifyOptions,
  ) {}

  get groups(): readonly Group[] {
    const { now } = this.options;
    return [...this.byKey].map(([key, { accepted, ...group }]) => ({
      ...group,
      notes: [
        ...accepted.map(describeException),
        ...policyNotes(group.policies, group.users[0].principal, now, this.withKeys.has(key)),
      ],
    }));
  }

  add(user: User, judgement: UserJudgement, verdict: Verdict, hasKey: boolean): void {
    const { principal, key, wave } = judgement;
    const { rollout, now } = this.options;
    const accepted = exceptionsInForce(rollout, wave, now);
    const judged = { name: principal.name, principal, verdict: accepting(verdict, accepted) };
    const group = this.byKey.get(key);
    if (group) group.users.push(judged);
    else {
      const undo = undoOf(user, this.account, judgement);
      this.byKey.set(key, { ...this.begin(judgement, judged), undo, accepted });
    }
    if (hasKey) this.withKeys.add(key);
  }

  private begin({ policies, answer, principal }: UserJudgement, user: JudgedUser) {
    const users: [JudgedUser, ...JudgedUser[]] = [user];
    const isOpen = answer.moments.some(({ open }) => open.length > 0);
    const viaAwsServices = this.options.rollout?.selfService.viaAwsServices ?? false;
    const hints = isOpen && answer.forces ? hintsOf({ policies, principal, viaAwsServices }) : [];
    return { number: this.byKey.size + 1, policies, answer, hints, users };
  }
}

/**
 * What is wrong with each policy that means to force MFA, in the words of `force-mfa-intact`; intact ones give none.
 */
function hintsOf({
  policies,
  principal,
  viaAwsServices = false,
}: Pick<Question, "policies" | "principal" | "viaAwsServices">): string[] {
  const { accountId, partition } = principal;
  // Whatever a document does for others: those who share these policies have one answer.
  const attachmentScope = { accountId, partition, user: principal, viaAwsServices };
  return layersOf(policies)
    .flat()
    .flatMap(({ name, document }) => {
      const weaknesses = judgeForceMfa(document, attachmentScope)?.weaknesses ?? [];
      return weaknesses.map(({ sentence }) => `policy ${name}: ${sentence}`);
    });
}

/**
 * What is worth knowing of a user's policies, and is neither a weakness nor keeps anybody from enrolling; a sentence
 * each.
 */
export function policyNotes(
  policies: PolicySet,
  principal: Principal,
  at: Date,
  hasKeys: boolean,
): readonly string[] {
  const notes = [
    hasKeys ? sessionDenied(policies, principal, at) : null,
    enrolsOthers(policies, principal, at),
  ];
  return notes.filter((note) => note !== null);
}

/**
 * A user's keys prove MFA by sts:GetSessionToken. "You cannot use policies to control authentication operations", says
 * its page, and AWS's own policies spare it from their Deny all the same.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
 */
function sessionDenied(policies: PolicySet, principal: Principal, at: Date): string | null {
  const context = contextOf({ mfa: "absent", viaService: false, at }, principal);
  const decision = decide(prepare(policies, context), "sts:GetSessionToken", "*");
  if (decision.outcome !== "denied" || !decision.by) return null;
  const spare = statementOf(decision.by, policies)?.notActions ? "add it to NotAction" : "let it pass there";
  return (
    `sts:GetSessionToken is denied by ${describeRef(decision.by)}, and access keys prove MFA by it. AWS says that no ` +
    "policy is checked for it (https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html), and spares " +
    `it in its own policies all the same: ${spare}, or their keys may never work again`
  );
}

/**
 * AWS's own policies spare iam:EnableMFADevice on everything, so that an administrator without MFA, or their stolen
 * password, can enrol a device for somebody who has none yet.
 */
function enrolsOthers(policies: PolicySet, principal: Principal, at: Date): string | null {
  const { partition, accountId } = principal;
  const other = `arn:${partition}:iam::${accountId}:user/mfa-guard-somebody-else`;
  const enabling = WITHOUT_MFA.map((mfa) =>
    decide(prepare(policies, contextOf({ mfa, viaService: false, at }, principal)), ENABLE_DEVICE, other),
  ).find(({ outcome }) => outcome === "may succeed");
  if (enabling?.outcome !== "may succeed" || !enabling.by) return null;
  return (
    `without MFA they may enrol a device for other users too (${ENABLE_DEVICE}, allowed by ${describeRef(enabling.by)}): ` +
    "an administrator's password alone takes over users who have not enrolled"
  );
}

import { type Fact, known, type Reason } from "../../policypack/facts/fact";
import type { AccountFacts, LiveUser } from "../../policypack/facts/model";
import type { PolicySet } from "../../policypack/iam/evaluate";
import type { Principal } from "../../policypack/iam/situations";
import type { Rollout } from "../../policypack/rollout/schema";
import { type Subject, subjectsOf } from "../rollout/subjects";
import { type Answer, answer, type Question } from "./answer";
import { hintsOf } from "./hints";
import { policySetOf } from "./policy-set";
import { Sharing } from "./sharing";
import { type Verdict, verdictOf } from "./verdict";

/** Users with the same policies, and the one answer that they share. */
export interface Group {
  /** From 1, in the order of the first user's name. */
  readonly number: number;
  readonly policies: PolicySet;
  readonly answer: Answer;
  /** What is wrong with the policies that mean to force MFA, where more is open than should be. */
  readonly hints: readonly string[];
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
 * For each console user, with all their policies as they are deployed: what works without MFA. Pure; no service
 * control policy and no policy of a resource is looked at.
 */
export function verifyAccount(account: AccountFacts, options: VerifyOptions): Verification {
  const subjects = subjectsOf(account, options.rollout, options.now);
  const grouping = new Grouping(options);
  const gaps: Gap[] = account.users.complete.known
    ? []
    : [{ subject: account.label, reason: account.users.complete.reason }];
  const exempt: ExemptUser[] = [];
  for (const subject of subjects) {
    const { name, standing } = subject;
    if (standing.kind === "exempt") exempt.push({ name, until: standing.until });
    else {
      const policies = caseOf(subject, account);
      if (policies.known) grouping.add(policies.value);
      else gaps.push({ subject: name, reason: policies.reason });
    }
  }
  return { account: account.label, at: options.now, groups: grouping.groups, exempt, gaps };
}

interface Case {
  readonly policies: PolicySet;
  readonly principal: Principal;
  readonly live: LiveUser;
}

function caseOf({ name, user, live }: Subject, account: AccountFacts): Fact<Case> {
  if (!account.identity.known) return account.identity;
  const { accountId, partition } = account.identity.value;
  const policies = policySetOf(user, live, account);
  if (!policies.known) return policies;
  const principal = { name, path: live.path, accountId, partition };
  return known({ policies: policies.value, principal, live });
}

/** Works out each answer once. */
class Grouping {
  private readonly sharing = new Sharing();
  private readonly byKey = new Map<string, Group & { users: JudgedUser[] }>();

  constructor(private readonly options: VerifyOptions) {}

  get groups(): readonly Group[] {
    return [...this.byKey.values()];
  }

  add({ policies, principal, live }: Case): void {
    const key = this.sharing.keyOf(policies, principal, this.options.now);
    const group = this.byKey.get(key);
    const found = group?.answer ?? answer(this.question(policies, principal));
    const user = { name: principal.name, principal, verdict: verdictOf(found, live) };
    if (group) group.users.push(user);
    else this.byKey.set(key, this.begin(policies, found, user));
  }

  private begin(policies: PolicySet, found: Answer, user: JudgedUser) {
    const users: [JudgedUser, ...JudgedUser[]] = [user];
    const isOpen = found.moments.some(({ exceptions }) => exceptions.length > 0);
    const hints = isOpen && found.forces ? hintsOf(this.question(policies, user.principal)) : [];
    return { number: this.byKey.size + 1, policies, answer: found, hints, users };
  }

  private question(policies: PolicySet, principal: Principal): Question {
    const { now, actions, rollout } = this.options;
    return {
      policies,
      principal,
      now,
      actions,
      viaAwsServices: rollout?.selfService.viaAwsServices ?? false,
    };
  }
}

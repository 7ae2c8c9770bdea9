import { isEnrolled } from "../../policypack/facts/usable-devices";
import { type Fact, known, unknown } from "../../policypack/facts/fact";
import type { LiveUser } from "../../policypack/facts/account-facts";
import type { Denial } from "../../policypack/judgement/denial";
import type { UserJudgement } from "../../policypack/judgement/judge";
import {
  cantTellEnrolment,
  describeInability,
  describeNeverWorking,
  describeOnlyAccessKey,
} from "../../policypack/judgement/describe-judgement";
import type { Exception } from "../../policypack/rollout/rollout";
import type { Subject } from "../rollout/subjects";
import type { AssumableRoles, RolesOfUsers } from "./assumable-roles";

/** What the policies of a user come to. */
export type Verdict =
  /** Without MFA nothing works but the self-service set, now and later; and they have enrolled, or can. */
  | ({ readonly kind: "passes" } & Way)
  /** From a date on; until then everything that the user may do works without MFA. */
  | ({ readonly kind: "grace"; readonly from: Date } & Way)
  /** A policy means to force MFA, and more works without. */
  | ({ readonly kind: "fails" } & Pick<Extract<Denial, { kind: "open" }>, "since" | "begins">)
  /** Denied the rest, but not to assume roles whose trust policies ask for no MFA. */
  | { readonly kind: "fails"; readonly roles: AssumableRoles }
  /** The user is denied the rest, and has no way to enrol; or nothing works with MFA either. */
  | { readonly kind: "locked out"; readonly why: string; readonly from: Date | null }
  /** Denied, and able to enrol a passkey or security key only: no authenticator app, and nothing for the AWS CLI. */
  | { readonly kind: "security key only"; readonly why: string; readonly from: Date | null }
  /** No policy of the user means to force MFA. */
  | { readonly kind: "uncovered" };

interface Way {
  /** How they enrol, where it is worth telling; null: in the console, or they have. */
  readonly way: string | null;
  /** Whether more works without MFA, which the rollout file accepts. */
  readonly accepting?: true;
}

/**
 * Unknown: a policy could not be read, or whether the user has a device, can enrol one or can assume a role without MFA
 * can't be told.
 */
export function verdictOf(
  judgement: UserJudgement,
  { user, live }: Pick<Subject, "user" | "live">,
  assumable: RolesOfUsers,
): Fact<Verdict> {
  const verdict = byPolicies(judgement, live);
  if (!verdict.known || isFinding(verdict.value)) return verdict;
  const roles = assumable.of(user);
  if (roles) return known({ kind: "fails", roles });
  const doubt = assumable.doubtOf(user);
  return doubt ? unknown(doubt) : verdict;
}

function byPolicies(judgement: UserJudgement, live: LiveUser): Fact<Verdict> {
  const [missing] = judgement.missing;
  if (missing) return unknown(missing);
  const { denial } = judgement;
  if (!denial.known) return denial;
  if (denial.value.kind === "uncovered") return known({ kind: "uncovered" });
  if (denial.value.kind === "open") {
    const { since, begins } = denial.value;
    return known({ kind: "fails", since, begins });
  }
  const { from } = denial.value;
  const never = describeNeverWorking(judgement);
  if (never !== null) return known(lockedOut(never, from));
  const enrolled = isEnrolled(live);
  if (!enrolled.known) return enrolled;
  return enrolled.value ? known(denied(from, null)) : withEnrolment(judgement, from);
}

/** Of a user without a device. */
function withEnrolment(judgement: UserJudgement, from: Date | null): Fact<Verdict> {
  const { principal, enrolment } = judgement;
  const { all } = enrolment;
  const why = describeInability(judgement);
  if (why === null) return known(denied(from, describeOnlyAccessKey(enrolment)));
  if (all.answer === "no") return known(lockedOut(why, from));
  if (all.answer === "can't tell") return unknown(all.reason ?? cantTellEnrolment(principal.name, why));
  return known({ kind: "security key only", why, from });
}

function denied(from: Date | null, way: string | null): Verdict {
  return from ? { kind: "grace", from, way } : { kind: "passes", way };
}

function lockedOut(why: string, from: Date | null): Verdict {
  return { kind: "locked out", why, from };
}

/** With what the rollout file accepts of the user. */
export function accepting(verdict: Verdict, exceptions: readonly Exception[]): Verdict {
  const passes = verdict.kind === "passes" || verdict.kind === "grace";
  return passes && exceptions.length > 0 ? { ...verdict, accepting: true } : verdict;
}

/** Whether it is something to put right. */
export function isFinding({ kind }: Verdict): boolean {
  return kind !== "passes" && kind !== "grace";
}

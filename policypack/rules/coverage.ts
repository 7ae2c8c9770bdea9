import { userHasDevice } from "../facts/usable-devices";
import { type Fact, known, unknown } from "../facts/fact";
import type { AccountFacts, Origin, Unresolved, User } from "../facts/account-facts";
import { readDate } from "../iam/operators";
import { layersOf, type PolicySet, type StatementRef } from "../iam/evaluate";
import { forcingStatements, gates } from "../iam/force-mfa-statements";
import type { Denial } from "../judgement/denial";
import { judgeOf, type UserJudgement } from "../judgement/judge";
import {
  cantTellEnrolment,
  describeInability,
  describeNeverWorking,
  describeOpen,
} from "../judgement/describe-judgement";
import type { RuleContext, UnknownOutcome } from "./rule";

/** By what a user is denied everything without MFA. */
export interface Coverage {
  /** The policy that denies; where several do it together, the first that means to force MFA. */
  readonly policy: string;
  /** The group through which it comes; undefined: it is the user's own, or bounds them. */
  readonly group: string | undefined;
  /** When the denial begins by itself; null: it holds as soon as the policy is attached. */
  readonly from: Date | null;
  /** "planned" where it takes this deployment for it to hold. */
  readonly origin: Origin;
}

/** Whether a user is denied everything without MFA, and, as long as they have no device, can enrol one. */
export type Covered =
  | { readonly kind: "covered"; readonly coverage: Coverage }
  /** Denied, and without a way to enrol. */
  | { readonly kind: "locked out"; readonly coverage: Coverage; readonly why: string }
  /** Under a policy that means to force MFA, and more works without. */
  | { readonly kind: "open"; readonly what: string }
  | { readonly kind: "uncovered" };

/**
 * What all policies of a user come to, live or planned. Unknown: something is open that a policy which could not be
 * read may deny, or it can't be told whether the user can enrol.
 */
export function coverageOf(
  user: User,
  account: AccountFacts,
  { settings: { rollout }, now }: Pick<RuleContext, "settings" | "now">,
): Fact<Covered> {
  const judged = judgeOf(account, { rollout, now }).judge(user);
  if (!judged.known) return judged;
  const { denial } = judged.value;
  if (!denial.known) return denial;
  if (denial.value.kind === "uncovered") return known({ kind: "uncovered" });
  if (denial.value.kind === "open") return known({ kind: "open", what: describeOpen(denial.value) });
  const coverage = toCoverage(judged.value, denial.value);
  const never = describeNeverWorking(judged.value);
  if (never !== null) return known({ kind: "locked out", coverage, why: never });
  return userHasDevice(user)
    ? known({ kind: "covered", coverage })
    : withEnrolment(user, judged.value, coverage);
}

function withEnrolment(user: User, judged: UserJudgement, coverage: Coverage): Fact<Covered> {
  const { enrolment, missing } = judged;
  const why = describeInability(judged);
  if (why === null) return known({ kind: "covered", coverage });
  if (enrolment.all.answer !== "can't tell") return known({ kind: "locked out", coverage, why });
  return unknown(enrolment.all.reason ?? missing[0] ?? cantTellEnrolment(user.name ?? "the user", why));
}

function toCoverage(
  { applied, policies }: UserJudgement,
  { by, from }: Extract<Denial, { kind: "denied" }>,
): Coverage {
  const all = layersOf(policies).flat();
  const forcing =
    all.find(({ document }) => forcingStatements(document).length > 0) ??
    all.find(({ document }) => gates(document).length > 0);
  const name = by?.policy ?? forcing?.name ?? "";
  const policy = applied.get(name);
  const begins = from ?? beganAt(policies, by);
  return {
    policy: policy?.name ?? name,
    group: policy?.group,
    from: begins,
    origin: policy?.origin ?? "live",
  };
}

/** Since when a denial that holds has held, by the date in its statement; null: it has none. */
function beganAt(policies: PolicySet, by: StatementRef | null): Date | null {
  const named = layersOf(policies)
    .flat()
    .find(({ name }) => name === by?.policy);
  const after = named?.document.statements[by?.index ?? 0]?.conditions.find(
    ({ operator, key }) =>
      /^DateGreaterThan(Equals)?$/i.test(operator) && key.toLowerCase() === "aws:currenttime",
  );
  const date = readDate(after?.values[0] ?? "");
  return date === null ? null : new Date(date);
}

/** What the plan leaves open about who is to be covered, by the resource that would tell. */
export function unresolvedIn(
  { unresolved }: AccountFacts,
  matters: (unresolved: Unresolved) => boolean,
): UnknownOutcome[] {
  return unresolved
    .filter(matters)
    .map(({ urn, reason }) => ({ kind: "unknown", subject: urn, reason, urn }));
}

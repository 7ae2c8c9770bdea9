import { findForceMfa, type ForceMfa, startTime } from "../iam/force-mfa";
import type { Surroundings } from "../iam/surroundings";
import { type Fact, known, unknown } from "../facts/fact";
import type { AccountFacts, Origin, Unresolved, User } from "../facts/model";
import { DEFAULT_SETTINGS, type Settings } from "./settings";
import type { UnknownOutcome } from "./rule";
import { type AppliedPolicy, policiesOf } from "./user-policies";

/** The force-MFA policy that denies a user soonest. */
export interface Coverage {
  readonly policy: string;
  /** The group through which it comes; undefined: it is the user's own. */
  readonly group: string | undefined;
  /** When the denial begins by itself; null: it holds as soon as the policy is attached. */
  readonly from: Date | null;
  /** "planned" where it takes this deployment for it to hold. */
  readonly origin: Origin;
}

/**
 * Which force-MFA policy covers a user: their own, or a group's, live or planned. Known and null: none does.
 * Unknown: none was found, but not every policy could be looked at.
 */
export function coverageOf(
  user: User,
  account: AccountFacts,
  settings = DEFAULT_SETTINGS,
): Fact<Coverage | null> {
  const applied = policiesOf(user, account);
  const surroundings = surroundingsOf(user, account, settings);
  const covering = applied.flatMap((fact) => (fact.known ? toCoverage(fact.value, surroundings) : []));
  const soonest = covering.sort((a, b) => startTime(a.denial) - startTime(b.denial))[0];
  if (soonest) return known(soonest.coverage);
  const blind = applied.map((fact) => (fact.known ? fact.value.document : fact)).find((fact) => !fact.known);
  return blind ? unknown(blind.reason) : known(null);
}

/** A policy is judged for the user whom it is to cover: one that breaks for their path covers them not. */
function surroundingsOf({ live }: User, { identity }: AccountFacts, { rollout }: Settings): Surroundings {
  const { partition, accountId } = identity.known ? identity.value : {};
  const path = live.known ? live.value?.path : undefined;
  return {
    ...(partition && { partition }),
    ...(accountId && { accountId }),
    ...(path && { paths: [path] }),
    viaAwsServices: rollout?.selfService.viaAwsServices ?? false,
  };
}

function toCoverage(
  { document, name, group, origin }: AppliedPolicy,
  surroundings: Surroundings,
): { denial: ForceMfa; coverage: Coverage }[] {
  const denial = document.known ? findForceMfa(document.value, surroundings) : null;
  return denial ? [{ denial, coverage: { policy: name, group, from: denial.from, origin } }] : [];
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

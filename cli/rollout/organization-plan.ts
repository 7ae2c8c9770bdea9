import type { Judged } from "../report/source";
import { keepsFromEnrolling } from "./consequences";
import { type Impact, type Person } from "./impact";

/** In the order in which they matter for planning. */
export const GROUPS = ["decide", "enrol", "ready", "nobody"] as const;
export type Group = (typeof GROUPS)[number];

export interface AccountCounts {
  /** Console users, and machine users whom a wave names. */
  readonly users: number;
  readonly withPassword: number;
  /** Those of whom it is known that they have none. */
  readonly withoutMfa: number;
  readonly wouldBreak: number;
  /** Of those, who is kept from enrolling, or may be: by a policy, or by a password that must be changed first. */
  readonly cannotEnrol: number;
  /** Of whom something could not be read. */
  readonly unknown: number;
}

export interface AccountPlan {
  readonly id: string;
  readonly impact: Impact;
  readonly group: Group;
  readonly counts: AccountCounts;
}

/** What forcing MFA would do to the accounts of an organization. */
export interface OrganizationPlan extends Pick<Judged, "failures" | "leftOut"> {
  readonly at: Date;
  readonly accounts: readonly AccountPlan[];
  readonly total: AccountCounts;
}

/** What there is to decide of an account, and how many it is about. Pure. */
export function accountPlan(id: string, impact: Impact): AccountPlan {
  const counts = countsOf(impact.people);
  return { id, impact, counts, group: groupOf(impact, counts) };
}

function countsOf(people: readonly Person[]): AccountCounts {
  const count = (is: (person: Person) => boolean) => people.filter(is).length;
  return {
    users: people.length,
    withPassword: count(({ hasPassword }) => hasPassword),
    withoutMfa: count(({ enrolled }) => enrolled.known && !enrolled.value),
    wouldBreak: count(({ verdict }) => verdict === "would break"),
    cannotEnrol: count(({ verdict, breaks }) => verdict !== "exempt" && breaks.some(keepsFromEnrolling)),
    unknown: count(({ unknown, verdict }) => unknown.length > 0 && verdict !== "exempt"),
  };
}

/** What is not known is to be decided on too: nobody may be covered because AWS did not answer. */
function groupOf({ people, self, signIn, unknown }: Impact, counts: AccountCounts): Group {
  const own = self.kind === "locked out" || self.kind === "unknown" || (signIn?.on ?? false);
  if (own || unknown.length + counts.wouldBreak + counts.unknown > 0) return "decide";
  if (people.length === 0) return "nobody";
  return people.some(({ verdict }) => verdict === "must enrol") ? "enrol" : "ready";
}

/** Those of an account about whom somebody has to decide before they are covered. */
export function undecided({ impact }: AccountPlan): readonly Person[] {
  return impact.people.filter(
    ({ verdict, unknown }) => verdict === "would break" || (unknown.length > 0 && verdict !== "exempt"),
  );
}

export function totalOf(accounts: readonly AccountPlan[]): AccountCounts {
  const sum = (key: keyof AccountCounts) => accounts.reduce((all, { counts }) => all + counts[key], 0);
  return {
    users: sum("users"),
    withPassword: sum("withPassword"),
    withoutMfa: sum("withoutMfa"),
    wouldBreak: sum("wouldBreak"),
    cannotEnrol: sum("cannotEnrol"),
    unknown: sum("unknown"),
  };
}

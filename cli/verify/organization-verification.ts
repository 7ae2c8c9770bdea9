import type { Judged } from "../report/source";
import { countKinds, type Kind, type Result, resultOf } from "./outcome";
import { isFinding } from "./verdict";
import type { JudgedUser, Verification } from "./verify";

/** What is told of an account: the policies of each, with every action that they leave open, would not fit into memory. */
export interface AccountVerification extends Pick<
  Verification,
  "account" | "passwords" | "notLookedAt" | "gaps"
> {
  readonly id: string;
  readonly result: Result;
  readonly counts: Readonly<Record<Kind, number>>;
  /** Those who are not as they should be. */
  readonly users: readonly Pick<JudgedUser, "name" | "verdict">[];
}

/** What the policies of an organization's accounts deny. */
export interface OrganizationVerification extends Pick<Judged, "failures" | "leftOut"> {
  readonly at: Date;
  /** How many actions there are, and by which list. */
  readonly actions: number;
  readonly actionList: string;
  readonly accounts: readonly AccountVerification[];
}

export function accountVerification(id: string, verification: Verification): AccountVerification {
  const { account, passwords, notLookedAt, groups, gaps } = verification;
  const users = groups.flatMap((group) =>
    group.users.flatMap(({ name, verdict }) => (isFinding(verdict) ? [{ name, verdict }] : [])),
  );
  return {
    ...{ id, account, passwords, notLookedAt, gaps },
    result: resultOf({ verification, simulation: null }),
    counts: countKinds(verification),
    users: users.sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

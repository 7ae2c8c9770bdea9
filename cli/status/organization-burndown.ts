import type { Judged } from "../report/source";
import type { BurnDown, Counts } from "./burndown";
import type { Person } from "./people";

/** How far the rollout of one account has come, and who its people are. */
export interface AccountStatus {
  readonly id: string;
  readonly now: BurnDown;
  readonly people: readonly Person[];
}

/** How far the rollouts of an organization's accounts have come. */
export interface OrganizationBurnDown extends Pick<Judged, "failures" | "leftOut"> {
  readonly at: Date;
  readonly accounts: readonly AccountStatus[];
  /** Of the accounts that were read. */
  readonly total: Counts;
}

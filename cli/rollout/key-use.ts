import { type Fact, mapFact } from "../../policypack/facts/fact";
import type { LiveUser } from "../../policypack/facts/model";
import { DAY } from "../../policypack/iam/dates";

/** Where and when a long-term access key was last used. */
export interface KeyUse {
  readonly at: Date;
  /** AWS's short name, such as "s3". */
  readonly service: string;
  readonly region: string;
}

/** Days after which a key that nobody used is taken for forgotten: whatever needed it would have run by then. */
const RECENT_DAYS = 90;

/** Whether a moment is not longer ago than `RECENT_DAYS`. */
export function isRecent(at: Date, now: Date): boolean {
  return now.getTime() - at.getTime() <= RECENT_DAYS * DAY;
}

/** The last uses of a user's active access keys, as far as they are recent. A key that is switched off breaks nothing. */
export function recentKeyUses({ accessKeys }: LiveUser, now: Date): Fact<readonly KeyUse[]> {
  return mapFact(accessKeys, (keys) =>
    keys.flatMap(({ active, lastUsed }) =>
      active && lastUsed && isRecent(lastUsed.at, now) ? [lastUsed] : [],
    ),
  );
}

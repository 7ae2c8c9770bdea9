import type { StatementRef } from "../iam/evaluate";
import type { MomentAnswer, PolicyAnswer } from "../iam/judge-user";
import type { OpenActions } from "../iam/open-actions";

/** What the policies of a user come to without MFA. */
export type Denial =
  /** No policy of the user means to force MFA. */
  | { readonly kind: "uncovered" }
  /** Nothing works but what may; `from`: from that date on; null: now. */
  | { readonly kind: "denied"; readonly from: Date | null; readonly by: StatementRef | null }
  /** A policy means to force MFA, and more works without. */
  | {
      readonly kind: "open";
      /** From when on; null: now. */
      readonly since: Date | null;
      readonly open: readonly OpenActions[];
      /** When it would be denied, where that is too far off to count; null: it is not denied later either. */
      readonly begins: Date | null;
    };

const DAY = 24 * 60 * 60 * 1000;

/**
 * A denial may begin late, though not later than so many days from now; once begun, it must not end.
 * @param maxGraceDays Days from now; a denial that begins later is none.
 */
export function denialOf({ forces, moments }: PolicyAnswer, now: Date, maxGraceDays: number): Denial {
  const isForced = forces || moments.some(({ deniedBy }) => deniedBy.false !== null);
  if (!isForced) return { kind: "uncovered" };
  const isOpen = moments.map(({ open }) => open.length > 0);
  // Somebody with no other permission is denied nothing before the date, either.
  const isHeld = moments.some(({ deniedBy }) => deniedBy.false !== null);
  const begins = moments.findIndex((moment, i) => !isOpen[i] && (!isHeld || moment.deniedBy.false !== null));
  if (begins < 0) return openAt(moments.find(({ open }) => open.length > 0) ?? moments[0], null, null);
  const ends = isOpen.indexOf(true, begins);
  const since = ends < 0 ? undefined : moments[ends];
  if (since) return openAt(since, since.since, null);
  const from = moments[begins]?.since ?? null;
  if (from && from.getTime() > now.getTime() + maxGraceDays * DAY) return openAt(moments[0], null, from);
  return { kind: "denied", from, by: moments[begins]?.deniedBy.false ?? null };
}

function openAt({ open }: MomentAnswer, since: Date | null, begins: Date | null): Denial {
  return { kind: "open", since, open, begins };
}

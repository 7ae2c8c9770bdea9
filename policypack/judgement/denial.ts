import type { Fact } from "../facts/fact";
import type { StatementRef } from "../iam/evaluate";
import type { MomentAnswer, PolicyAnswer } from "../iam/judge-user";
import type { OpenActions } from "../iam/open-actions";
import { DAY } from "../iam/days";

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

/**
 * A denial may begin late, though not later than so many days from now; once begun, it must not end.
 * @param maxGraceDays Days from now; a denial that begins later is none.
 */
export function denialOf(answer: PolicyAnswer, now: Date, maxGraceDays: number): Denial {
  if (!isForced(answer)) return { kind: "uncovered" };
  const { moments } = answer;
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

/** Whether a policy of the user means to force MFA, or does so without meaning to. */
export function isForced({ forces, moments }: PolicyAnswer): boolean {
  return forces || moments.some(({ deniedBy }) => deniedBy.false !== null);
}

/** When a denial begins; null: it has begun, or it is not known that there is one. */
export function deniedFrom(denial: Fact<Denial>): Date | null {
  return denial.known && denial.value.kind === "denied" ? denial.value.from : null;
}

/** Those moments at which what begins then holds. */
export function sinceThen<T extends { readonly since: Date | null }>(
  moments: readonly T[],
  from: Date | null,
): readonly T[] {
  return moments.filter(({ since }) => from === null || (since !== null && since >= from));
}

import { describeReason, type Reason } from "./fact";

/** Something that could not be judged, and whom it is about. */
export interface Gap {
  /** A user's name; the account's label where it is about all of it. */
  readonly subject: string;
  readonly reason: Reason;
}

/** One cause of gaps: a call that is denied for each of 1,600 users is one, not 1,600. */
export interface Cause<T extends Gap> {
  /** That of the first gap. */
  readonly reason: Reason;
  readonly gaps: readonly T[];
  /** Each once. */
  readonly subjects: readonly string[];
}

/** Gathers gaps whose reasons differ in nothing but the name of whom they are about. */
export function byCause<T extends Gap>(gaps: readonly T[]): readonly Cause<T>[] {
  const causes = new Map<string, T[]>();
  for (const gap of gaps) {
    const key = withoutName(gap);
    const same = causes.get(key);
    if (same) same.push(gap);
    else causes.set(key, [gap]);
  }
  return [...causes.values()].map(toCause);
}

function toCause<T extends Gap>(gaps: readonly T[]): Cause<T> {
  const [{ reason }] = gaps as readonly [T, ...T[]];
  return { reason, gaps, subjects: [...new Set(gaps.map(({ subject }) => subject))] };
}

/** The reason with the number of those whom it does not name, for who does not list them beside it. */
export function sharedReason({ reason, gaps, subjects }: Cause<Gap>): Reason {
  const others = gaps.some((gap) => gap.reason.what !== reason.what) ? subjects.length - 1 : 0;
  return others === 0 ? reason : { ...reason, what: `${reason.what}, and the same of ${others} more` };
}

/** One sentence: "ann and 1599 more: could not read …". */
export function describeCause({ subjects, reason }: Cause<Gap>): string {
  return `${firstOf(subjects)}: ${describeReason(reason)}`;
}

/** "ann", "ann and 1599 more". */
export function firstOf(subjects: readonly string[]): string {
  const [first = "", ...others] = subjects;
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}

/**
 * The reason without the name, where it stands as a word: AWS repeats it in its messages ("… on resource: user ann
 * because …"), and a remedy may have it in a command.
 */
function withoutName({ subject, reason }: Gap): string {
  const text = describeReason(reason);
  // Else it is about more than them, and the same words for everybody.
  if (subject === "" || !reason.what.includes(`user ${subject}`)) return text;
  return withoutNameOf(subject, text);
}

/** A text with the name left out, where it stands as a word. */
export function withoutNameOf(subject: string, text: string): string {
  if (subject === "") return text;
  return text
    .split(subject)
    .reduce((before, after) =>
      isPartOfName(before.at(-1)) || isPartOfName(after[0]) ? before + subject + after : `${before}…${after}`,
    );
}

/** A name before a comma or a full stop ends there, though IAM allows both in one. */
function isPartOfName(character: string | undefined): boolean {
  return character !== undefined && /[\w+=@-]/.test(character);
}

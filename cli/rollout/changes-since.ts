import { isEnrolled } from "../../policypack/facts/usable-devices";
import { byCause, describeCause } from "../../policypack/facts/causes";
import { type Reason } from "../../policypack/facts/fact";
import type { AccountFacts } from "../../policypack/facts/account-facts";
import { isRecent, type KeyUse } from "./holdings";
import { type Subject, subjectsOf } from "./subjects";

/** What changed among the console users of one account between two readings. Names are in order. */
export interface Changes {
  readonly since: Date;
  /** Console users of today who were none then. */
  readonly joined: readonly string[];
  /** Console users of then who are none today. */
  readonly left: readonly string[];
  readonly enrolled: readonly string[];
  readonly lostMfa: readonly string[];
  /** Who has used an access key since, with its last use. */
  readonly usedKeys: readonly { readonly name: string; readonly uses: readonly KeyUse[] }[];
  /** Whom or what it can't be told of, and why. */
  readonly unknown: readonly { readonly subject: string; readonly reason: Reason }[];
}

/** Compares an account with itself as it was. Pure. */
export function changesSince(before: AccountFacts, after: AccountFacts, now: Date): Changes {
  const [then, today] = [before, after].map((account) => byName(subjectsOf(account, null, now))) as [
    People,
    People,
  ];
  const both = [...today.values()].flatMap((person) => {
    const earlier = then.get(person.name);
    return earlier ? [{ person, earlier }] : [];
  });
  const changed = (from: boolean) =>
    both
      .filter(({ person, earlier }) => is(earlier, from) && is(person, !from))
      .map(({ person }) => person.name);
  return {
    since: before.readAt,
    joined: [...today.keys()].filter((name) => !then.has(name)),
    left: [...then.keys()].filter((name) => !today.has(name)),
    enrolled: changed(false),
    lostMfa: changed(true),
    usedKeys: [...today.values()].flatMap((person) => usedSince(person, before.readAt, now)),
    unknown: [...gaps("then", before), ...gaps("today", after), ...both.flatMap(undecided)],
  };
}

type People = ReadonlyMap<string, Subject>;

function byName(subjects: readonly Subject[]): People {
  return new Map(subjects.map((subject) => [subject.name, subject]));
}

function is(subject: Subject, enrolled: boolean): boolean {
  const fact = isEnrolled(subject.live);
  return fact.known && fact.value === enrolled;
}

function usedSince({ name, live: { accessKeys } }: Subject, since: Date, now: Date): Changes["usedKeys"] {
  const keys = accessKeys.known ? accessKeys.value : [];
  const uses = keys.flatMap(({ active, lastUsed }) => (active && lastUsed ? [lastUsed] : []));
  const recent = uses.filter(({ at }) => at > since && isRecent(at, now));
  return recent.length > 0 ? [{ name, uses: recent }] : [];
}

function gaps(when: string, { users: { complete } }: AccountFacts): Changes["unknown"] {
  return complete.known ? [] : [{ subject: `the users of ${when}`, reason: complete.reason }];
}

function undecided({ person, earlier }: { person: Subject; earlier: Subject }): Changes["unknown"] {
  const fact = [isEnrolled(earlier.live), isEnrolled(person.live)].find(({ known }) => !known);
  const keys = person.live.accessKeys;
  return [fact, keys].flatMap((f) => (f && !f.known ? [{ subject: person.name, reason: f.reason }] : []));
}

/** A line for each kind of change; none where nothing changed. */
export function describeChanges(changes: Changes): string[] {
  const { joined, left, enrolled, lostMfa, usedKeys, unknown } = changes;
  const kinds: [string, readonly string[]][] = [
    ["enrolled", enrolled],
    ["no longer has MFA", lostMfa],
    ["new console user", joined],
    ["no longer a console user", left],
    ["used an access key", usedKeys.map(({ name }) => name)],
  ];
  return [
    ...kinds.flatMap(([kind, names]) => (names.length > 0 ? [`${kind}: ${names.join(", ")}`] : [])),
    ...byCause(unknown).map((cause) => `not known of ${describeCause(cause)}`),
  ];
}

import { type Fact, known, unknown } from "../facts/fact";
import type { AccountFacts, LiveUser, User } from "../facts/model";
import { type Coverage, coverageOf } from "./coverage";
import type { RuleContext, UnknownOutcome } from "./rule";

/** A live user with a console password and no MFA device of any kind. */
export interface UserWithoutMfa {
  readonly user: User;
  readonly name: string;
  readonly live: LiveUser;
  /** How much of the truth is a duty now: see DESIGN's two rules for one truth. */
  readonly state: "uncovered" | "pending";
  readonly coverage: Coverage | null;
}

export interface ConsoleUsers {
  /** Live users with a console password. */
  readonly total: number;
  readonly withoutMfa: readonly UserWithoutMfa[];
  readonly unknown: readonly UnknownOutcome[];
}

/** The one truth behind `console-user-mfa` and `console-user-mfa-pending`. */
export function judgeConsoleUsers(account: AccountFacts): ConsoleUsers {
  const unknowns: UnknownOutcome[] = [];
  const withoutMfa: UserWithoutMfa[] = [];
  let total = 0;
  if (!account.users.complete.known) {
    unknowns.push({ kind: "unknown", subject: account.label, reason: account.users.complete.reason });
  }
  for (const user of [...account.users.found].sort(byName)) {
    if (!user.live.known || user.live.value === null) continue;
    const judged = judge(user, user.live.value, account);
    if (!judged.known) {
      unknowns.push({ kind: "unknown", subject: user.name ?? account.label, reason: judged.reason });
    } else if (judged.value !== "no password") {
      total++;
      if (judged.value !== "has MFA") withoutMfa.push(judged.value);
    }
  }
  return { total, withoutMfa, unknown: unknowns };
}

function byName(a: User, b: User): number {
  return (a.name ?? "") < (b.name ?? "") ? -1 : 1;
}

function judge(
  user: User,
  live: LiveUser,
  account: AccountFacts,
): Fact<"no password" | "has MFA" | UserWithoutMfa> {
  if (live.devices.found.length > 0) return known(hasPassword(live) ? "has MFA" : "no password");
  if (!live.loginProfile.known) return live.loginProfile;
  if (live.loginProfile.value === null) return known("no password");
  if (!live.devices.complete.known) return live.devices.complete;
  const coverage = coverageOf(user, account);
  const name = user.name ?? live.arn;
  if (!coverage.known) {
    const what = `the policies of user ${name}, who has a password and no MFA device (${coverage.reason.what})`;
    return unknown({ ...coverage.reason, what });
  }
  const state = coverage.value ? "pending" : "uncovered";
  return known({ user, name, live, state, coverage: coverage.value });
}

/** A user with a device is content either way: one whose password could not be read counts as a console user. */
function hasPassword(live: LiveUser): boolean {
  return !live.loginProfile.known || live.loginProfile.value !== null;
}

/** "1 of 9 console users of account 123456789012 has no MFA device", with the rest of the sentence. */
export function headline(count: number, total: number, account: AccountFacts, rest: string): string {
  return `${count} of ${total} console users of ${account.label} ${count === 1 ? "has" : "have"} no MFA device ${rest}`;
}

/** What stands behind a user's name, for one line of a list. */
export function describeUser({ name, live, coverage }: UserWithoutMfa, { now }: RuleContext): string {
  const path = live.path === "/" ? "" : ` (path ${live.path})`;
  return `${name}${path}: ${coverage ? describeCoverage(coverage, now) : describePassword(live)}`;
}

function describePassword({ loginProfile }: LiveUser): string {
  const changed = loginProfile.known ? loginProfile.value?.changed : null;
  return changed ? `password set ${isoDay(changed)}` : "has a password";
}

function describeCoverage({ policy, group, from, origin }: Coverage, now: Date): string {
  const by = `by policy ${policy}${group === undefined ? "" : ` of group ${group}`}`;
  if (from && from > now) return `in grace until ${from.toISOString()}, then denied until enrolled ${by}`;
  const since =
    origin === "planned" ? " from this deployment on" : from ? ` since ${from.toISOString()}` : "";
  return `denied until enrolled${since} ${by}`;
}

/** Days in UTC, as AWS's own reports show them. */
function isoDay(date: Date): string {
  return date.toISOString().slice(0, 10);
}

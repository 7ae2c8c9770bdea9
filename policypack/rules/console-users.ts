import { type Fact, known, unknown } from "../facts/fact";
import type { AccountFacts, LiveUser, User } from "../facts/account-facts";
import { hasDevice, smsOnly } from "../facts/usable-devices";
import { userGaps } from "../facts/user-gaps";
import { isoDay, isoMinute } from "../iam/days";
import { byName } from "../iam/names";
import { RolloutStatuses } from "../judgement/rollout-status";
import type { Exemption } from "../rollout/rollout";
import { type Coverage, coverageOf } from "./coverage";
import type { RuleContext, UnknownOutcome } from "./rule";

/** A live user with a console password and no MFA device of any kind. */
export interface UserWithoutMfa {
  readonly name: string;
  readonly live: LiveUser;
  readonly state: State;
  /** When the credential report was made; null: it is not known. */
  readonly reportAt: Date | null;
}

/** Why a user without MFA is, or is not yet, somebody's failure. */
export type State =
  | { readonly kind: "uncovered"; readonly graceEnded: Date | null }
  /** Nothing denies them anything yet. */
  | { readonly kind: "grace"; readonly until: Date }
  /** Denied everything until they enrol: already, or from a date on. */
  | { readonly kind: "covered"; readonly coverage: Coverage }
  /** Denied everything, already or from a date on, and unable to enrol. */
  | { readonly kind: "locked out"; readonly coverage: Coverage; readonly why: string }
  /** Under a policy that means to force MFA, and able to do more than enrol. */
  | { readonly kind: "open"; readonly what: string; readonly graceEnded: Date | null }
  | { readonly kind: "exempt"; readonly exemption: Exemption };

export interface ConsoleUsers {
  /** Live users with a console password; those too of whom it could not be read whether they have one. */
  readonly total: number;
  readonly withoutMfa: readonly UserWithoutMfa[];
  readonly unknown: readonly UnknownOutcome[];
}

/** The one truth behind `console-user-mfa` and `console-user-mfa-pending`. Users come by name. */
export function judgeConsoleUsers(account: AccountFacts, context: RuleContext): ConsoleUsers {
  const places = new RolloutStatuses(context.settings.rollout, account, context.now);
  const unknowns = consoleUsersUnread(account);
  const withoutMfa: UserWithoutMfa[] = [];
  const users = liveUsers(account, context).filter(({ live }) => mayHavePassword(live));
  for (const { user, live } of users) {
    const judged = judge(user, live, { account, places, context });
    if (!judged.known) {
      unknowns.push({ kind: "unknown", subject: user.name ?? account.label, reason: judged.reason });
    } else if (judged.value !== "has MFA") {
      withoutMfa.push(judged.value);
    }
  }
  return { total: users.length, withoutMfa, unknown: unknowns };
}

/** That there may be users whom nobody could look at: for every rule that goes through the users. */
export function usersUnread({ users: { complete }, label }: AccountFacts): UnknownOutcome[] {
  return complete.known ? [] : [{ kind: "unknown", subject: label, reason: complete.reason }];
}

/** The same for every rule that goes through the users with a password. */
export function consoleUsersUnread(account: AccountFacts): UnknownOutcome[] {
  return userGaps(account).map((reason) => ({ kind: "unknown", subject: account.label, reason }));
}

/** The live users that the settings ask for, by name. */
export function liveUsers(
  account: AccountFacts,
  { settings }: RuleContext,
): { user: User; live: LiveUser }[] {
  return account.users.found
    .filter(({ urn, plannedLoginProfile }) => settings.scope === "account" || (urn ?? plannedLoginProfile))
    .flatMap((user) => (user.live.known && user.live.value ? [{ user, live: user.live.value }] : []))
    .sort((a, b) => byName(a.user.name ?? "", b.user.name ?? ""));
}

interface Judging {
  readonly account: AccountFacts;
  readonly places: RolloutStatuses;
  readonly context: RuleContext;
}

/** @param live Somebody who may have a password. */
function judge(user: User, live: LiveUser, judging: Judging): Fact<"has MFA" | UserWithoutMfa> {
  if (hasDevice(live)) return known("has MFA");
  if (!live.loginProfile.known) return live.loginProfile;
  if (!live.devices.complete.known) return live.devices.complete;
  const name = user.name ?? live.arn;
  const state = stateOf(user, live, judging);
  const { credentialReportAt: report } = judging.account;
  if (state.known)
    return known({ name, live, state: state.value, reportAt: report.known ? report.value : null });
  const what = `the policies of user ${name}, who has a password and no MFA device (${state.reason.what})`;
  return unknown({ ...state.reason, what });
}

function stateOf(user: User, live: LiveUser, { account, places, context }: Judging): Fact<State> {
  const place = places.of(user);
  if (place?.kind === "exempt") return known({ kind: "exempt", exemption: place.exemption });
  const covered = coverageOf(user, account, context);
  if (covered.known && (covered.value.kind === "covered" || covered.value.kind === "locked out"))
    return known(covered.value);
  const until = places.graceOf(user, live);
  if (until && until > context.now) return known({ kind: "grace", until });
  if (!covered.known) return covered;
  return covered.value.kind === "open"
    ? known({ ...covered.value, graceEnded: until })
    : known({ kind: "uncovered", graceEnded: until });
}

/** A user with a device is content either way: one whose password could not be read counts as a console user. */
export function mayHavePassword({ loginProfile }: LiveUser): boolean {
  return !loginProfile.known || loginProfile.value !== null;
}

/** Whether a user without MFA is a violation, or just somebody to remind. */
export function isPending({ state }: UserWithoutMfa, { settings }: RuleContext): boolean {
  return (
    state.kind === "exempt" || (!settings.strict && (state.kind === "grace" || state.kind === "covered"))
  );
}

/** "1 of 9 console users of account 123456789012 has no MFA device", and what else is so of them. */
export function headline(count: number, total: number, account: AccountFacts, rest = ""): string {
  return `${ofConsoleUsers(count, total)} of ${account.label} ${isSingular(count, total) ? "has" : "have"} no MFA device${rest}`;
}

/** A user's name and what stands behind it, for one line of a list. */
export function describeUser(user: UserWithoutMfa, now: Date): string {
  const { name, live } = user;
  const path = live.path === "/" ? "" : ` (path ${live.path})`;
  return `${name}${path}: ${describeState(user, now)}${smsOnly(live)}`;
}

/** Why a user without MFA is, or is not yet, somebody's failure, where their name and devices are told already. */
export function describeState(user: UserWithoutMfa, now: Date): string {
  return `${describeAlone(user, now)}${mayBeGone(user)}`;
}

/**
 * Of somebody of whom only the credential report tells that they have a password, as AWS refused to say if they still
 * do.
 */
function mayBeGone({ live: { loginProfile }, reportAt }: UserWithoutMfa): string {
  const reset = loginProfile.known ? loginProfile.value?.resetRequired : undefined;
  if (!reset || reset.known || reset.reason.code === "NotAsked" || !reportAt) return "";
  return `; passwords as of ${isoMinute(reportAt)}: whether this one is there still could not be read (${reset.reason.code})`;
}

function describeAlone({ live, state }: UserWithoutMfa, now: Date): string {
  switch (state.kind) {
    case "uncovered":
      return `${describePassword(live)}${describeGrace(state.graceEnded)}`;
    case "open":
      return `not denied everything until enrolled: ${state.what}, ${describePassword(live)}${describeGrace(state.graceEnded)}`;
    case "locked out":
      return `${describeCoverage(state.coverage, now)}, and unable to enrol: ${state.why}`;
    case "grace":
      return `in grace until ${isoMinute(state.until)}, and no policy denies them anything`;
    case "covered":
      return describeCoverage(state.coverage, now);
    case "exempt":
      return `exempt until ${isoMinute(state.exemption.expires)}: ${state.exemption.reason} (${state.exemption.owner})`;
  }
}

function describeGrace(ended: Date | null): string {
  return ended ? `, grace ended ${isoMinute(ended)}` : "";
}

function describePassword({ loginProfile }: LiveUser): string {
  const changed = loginProfile.known ? loginProfile.value?.changed : null;
  return changed ? `password set ${isoDay(changed)}` : "has a password";
}

function describeCoverage({ policy, group, from, origin }: Coverage, now: Date): string {
  const by = `by policy ${policy}${group === undefined ? "" : ` of group ${group}`}`;
  if (from && from > now) return `in grace until ${isoMinute(from)}, then denied until enrolled ${by}`;
  const since = origin === "planned" ? " from this deployment on" : from ? ` since ${isoMinute(from)}` : "";
  return `denied until enrolled${since} ${by}`;
}

/** "4 of 9 console users", "1 of 1 console user". */
export function ofConsoleUsers(count: number, total: number): string {
  return `${count} of ${total} console ${total === 1 ? "user" : "users"}`;
}

/** Whether the verb after it is singular: "1 of 9 console users has", "0 of 1 console user has". */
export function isSingular(count: number, total: number): boolean {
  return count === 1 || total === 1;
}

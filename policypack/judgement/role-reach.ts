import { type Fact, known, type Reason } from "../facts/fact";
import type { AccountFacts, Role, User } from "../facts/account-facts";
import { permitter } from "../iam/accepted";
import { type AssumedRole, mayAssume, type Sayings, trustSays } from "../iam/assume-role";
import type { PolicyDocument } from "../iam/policy-document";
import { momentsFrom } from "../iam/dates";
import { EVERYTHING_ALLOWED } from "../iam/find-weaknesses";
import { type Principal, type RequestScenario, WITHOUT_MFA, type WithoutMfa } from "../iam/request-scenarios";
import { appliesWithoutMfa, type Outsiders, outsidersWithoutMfa } from "../iam/trust";
import { isDoubt } from "../iam/ternary";
import { parseWildcards } from "../iam/wildcard";
import { acceptedFor } from "../rollout/exceptions";
import { sinceThen } from "./denial";
import { type JudgeOptions, UNNAMED } from "./judge";
import { AssumerClasses, type AssumerClass, signatureOf, tellsApart } from "./role-assumers";

/** Who may assume a role without MFA. */
export interface RoleReach {
  readonly role: Role;
  readonly reached: readonly Reached[];
  /** Of whom it can't be told, and why. */
  readonly doubts: readonly { readonly users: readonly User[]; readonly reason: Reason }[];
  readonly outsiders: Outsiders;
}

/** Users who get in by the same calls from the same time on. */
export interface Reached {
  readonly users: readonly User[];
  /** How the calls that get through are made. */
  readonly ways: readonly WithoutMfa[];
  /** Null: already. */
  readonly since: Date | null;
}

/**
 * Who of some users may assume which roles without MFA, by all of their policies together with the trust policy, from
 * when they are denied the rest on, or now. Users whom no statement tells apart are judged once. A role whose trust
 * policy lets nobody in without MFA is not among the answers. Unknown: the account's own number.
 */
export function rolesWithoutMfa(
  account: AccountFacts,
  users: readonly User[],
  options: JudgeOptions,
): Fact<readonly RoleReach[]> {
  if (!account.identity.known) return account.identity;
  const { accountId, partition } = account.identity.value;
  const roles = account.roles.found.flatMap((role) =>
    role.trust.known && letsInWithoutMfa(role.trust.value) ? [{ role, trust: role.trust.value }] : [],
  );
  // To sort the users takes a judgement of each.
  if (roles.length === 0) return known([]);
  const classes = new AssumerClasses(account, users, options).all;
  return known(
    roles.map(({ role, trust }): RoleReach => {
      const tags = role.tags.known ? role.tags.value : undefined;
      const assumed = { trust, tags, ...arnsOf(role, `arn:${partition}:iam::${accountId}:role`) };
      const outsiders = outsidersWithoutMfa(trust, accountId);
      return { role, outsiders, ...reachOf(assumed, classes, options) };
    }),
  );
}

/** What of a role's ARN is not known in preview may turn out to be what a policy means. */
function arnsOf({ name, path }: Role, start: string): Pick<AssumedRole, "arn" | "possible"> {
  const arn = `${start}${path.known ? path.value : `/${UNNAMED}/`}${name ?? UNNAMED}`;
  if (path.known && name !== undefined) return { arn, possible: null };
  return { arn, possible: parseWildcards(`${start}${path.known ? path.value : "/*"}${name ?? "*"}`) };
}

function letsInWithoutMfa({ statements, version }: PolicyDocument): boolean {
  return WITHOUT_MFA.some((mfa) =>
    statements.some(
      (statement) =>
        statement.effect === "Allow" &&
        statement.principals?.every(({ type }) => type !== "AWS") !== true &&
        appliesWithoutMfa(statement, version, mfa),
    ),
  );
}

type Found = Pick<RoleReach, "reached" | "doubts">;

function reachOf(role: AssumedRole, classes: readonly AssumerClass[], options: JudgeOptions): Found {
  const reached = new Map<string, Reached & { users: User[] }>();
  const doubts = new Map<string, { users: User[]; reason: Reason }>();
  for (const one of classes) {
    if (!one.mayHave(role)) continue;
    for (const { principal, users } of tellApart(one, role)) {
      const answer = answerFor(role, one, principal, options);
      if (answer === null) continue;
      const key = JSON.stringify(answer);
      const group =
        "ways" in answer
          ? (reached.get(key) ?? { ...answer, users: [] })
          : (doubts.get(key) ?? { reason: answer, users: [] });
      // Not as arguments of one call, of which there may be only so many.
      for (const user of users) group.users.push(user);
      if ("ways" in group) reached.set(key, group);
      else doubts.set(key, group);
    }
  }
  return { reached: [...reached.values()], doubts: [...doubts.values()] };
}

type Assumers = Pick<AssumerClass["members"][number], "principal"> & { readonly users: readonly User[] };

/** Those of a class whom the trust policy does not tell apart, by one of them. */
function tellApart({ members }: AssumerClass, { trust }: AssumedRole): readonly Assumers[] {
  const says = trustSays(trust);
  const [first] = members;
  if (first && !tellsApart(says))
    return [{ principal: first.principal, users: members.map(({ user }) => user) }];
  const groups = new Map<string, Assumers & { users: User[] }>();
  for (const { user, principal } of members) {
    const key = signatureOf(says, principal);
    const group = groups.get(key) ?? { principal, users: [] };
    group.users.push(user);
    groups.set(key, group);
  }
  return [...groups.values()];
}

type Answer = Omit<Reached, "users"> | Reason | null;

/** Null: they can't. A reason: it can't be told. */
function answerFor(
  role: AssumedRole,
  one: AssumerClass,
  principal: Principal,
  options: JudgeOptions,
): Answer {
  const [unread] = one.missing;
  const found = ask(role, one, one.sayings, principal, options);
  if (unread === undefined) return found;
  // What could not be read may deny what seems open, or allow what seems closed.
  if (found !== null) return unread;
  return ask(role, one, withMore(one.sayings), principal, options) === null ? null : unread;
}

function withMore(sayings: Sayings): Sayings {
  const [statement] = EVERYTHING_ALLOWED.statements;
  if (!statement) return sayings;
  const ref = { policy: "other policies", sid: undefined, index: 0 };
  return {
    ...sayings,
    all: [...sayings.all, { ref, statement, version: EVERYTHING_ALLOWED.version, layer: 0 }],
  };
}

function ask(
  role: AssumedRole,
  { from, wave }: AssumerClass,
  sayings: Sayings,
  principal: Principal,
  { now, rollout }: JudgeOptions,
): Answer {
  const documents = [
    { version: undefined, statements: sayings.all.map(({ statement }) => statement) },
    role.trust,
  ];
  const all = momentsFrom(now, documents);
  const later = sinceThen(all, from);
  const open: { mfa: WithoutMfa; since: Date | null }[] = [];
  let doubt: string | undefined;
  for (const { at, since } of later.length > 0 ? later : all) {
    const permits = permitter(acceptedFor(rollout, wave, at));
    for (const mfa of WITHOUT_MFA) {
      const scenario: RequestScenario = { mfa, viaService: false, at };
      if (permits(scenario)("sts:AssumeRole")) continue;
      const truth = mayAssume(role, sayings, principal, scenario);
      if (truth === true) open.push({ mfa, since });
      else if (isDoubt(truth)) doubt ??= truth.doubt;
    }
  }
  const [first] = open;
  if (first) return { ways: [...new Set(open.map(({ mfa }) => mfa))], since: first.since };
  return doubt === undefined ? null : cantTell(role.arn, doubt);
}

function cantTell(arn: string, why: string): Reason {
  return {
    what: `whether users can assume ${arn} without MFA`,
    call: "mfa-guard",
    code: "CantTell",
    message: why,
    remedy:
      "Ask for MFA in the role's trust policy, by Bool aws:MultiFactorAuthPresent; then nothing hangs on the rest.",
  };
}

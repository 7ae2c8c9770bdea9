import assert from "node:assert/strict";
import fc from "fast-check";
import { remindersOf } from "../../cli/instructions/reminders";
import { impactOf, type Person } from "../../cli/rollout/impact";
import { stateOf, type State } from "../../cli/status/burndown";
import { subjectsOf } from "../../cli/rollout/subjects";
import { verifyAccount } from "../../cli/verify/verify";
import { prepare } from "../../enforcement/prepare";
import type { Cover } from "../../enforcement/plan/cover";
import { known } from "../../policypack/facts/fact";
import type { AccountFacts, LiveUser, User } from "../../policypack/facts/account-facts";
import { parseRolloutObject } from "../../policypack/rollout/parse";
import type { Rollout } from "../../policypack/rollout/rollout";
import type { RolloutInput } from "../../policypack/rollout/rollout-schema";
import { judgeConsoleUsers } from "../../policypack/rules/console-users";
import { liveAccount, stackConfig } from "../enforcement/accounts";
import { CONTEXT, forceMfaGroup, found, managedPolicy, NOT_READ, NOW } from "../support/accounts";
import { ALLOW_ALL, type JsonStatement, NO_MFA, ours } from "../policypack/iam/documents";
import { type PlainAccount, plainAccount, type PlainUser } from "../policypack/judgement/plain-account";

/** Of the same users at the same moment, all that tell of them are asked, and held against each other. */
const RUNS = Number(process.env["MFA_GUARD_PROPERTY_RUNS"] ?? 40);
/** The same each time: what another one finds is to be looked at, and no reason to stop a release. */
const SEED = Number(process.env["MFA_GUARD_PROPERTY_SEED"] ?? 3);

const PAST = "2026-11-10T00:00:00Z";
const SOON = "2026-12-10T00:00:00Z";
const LATER = "2027-02-01T00:00:00Z";
const MFA = "aws:MultiFactorAuthPresent";
const { Statement: allowAll } = ALLOW_ALL;

const deny = (Action: string, Condition: object = {}): JsonStatement => ({
  ...{ Sid: "No", Effect: "Deny", Action, Resource: "*" },
  ...(Object.keys(Condition).length > 0 && { Condition }),
});
const document = (...Statement: readonly JsonStatement[]) => ({ Version: "2012-10-17", Statement });

const anyDocument = fc.constantFrom<object>(
  ALLOW_ALL,
  document({ Effect: "Allow", Action: "s3:*", Resource: "*" }),
  document({ Effect: "Allow", Action: "iam:ChangePassword", Resource: "*" }),
  document(...allowAll, deny("iam:*")),
  document(deny("iam:CreateVirtualMFADevice")),
  document(deny("iam:ChangePassword", NO_MFA)),
  document(deny("iam:EnableMFADevice", { DateGreaterThan: { "aws:CurrentTime": SOON } })),
  document(deny("iam:*", { DateLessThan: { "aws:CurrentTime": SOON } })),
  document(deny("iam:*", { StringNotEquals: { "aws:username": "ann" } })),
  document(deny("iam:*", { NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" } })),
  document(deny("iam:*", { ArnLike: { "aws:PrincipalArn": "arn:*:iam::*:user/ops/*" } })),
  document(deny("iam:*", { Null: { [MFA]: "true" } })),
  document(deny("*", { Bool: { [MFA]: "true" } })),
  document(deny("*", { NumericLessThan: { "aws:MultiFactorAuthAge": "3600" } })),
  document({ ...deny("", NO_MFA), Action: undefined, NotAction: ["iam:*"] }),
  document({ ...deny("", NO_MFA), Action: undefined, NotAction: ["iam:EnableMFADevice"] }),
  ours(),
  ours("aws", { from: new Date(SOON) }),
);

const POLICIES = ["p0", "p1", "p2"];
const GROUPS = ["team", "force-mfa-team"];
/** More often none, so that one thing alone is wrong with many. */
const mayBe = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
const oneOf = (names: readonly string[]) => fc.subarray([...names], { minLength: 1, maxLength: 1 });

const holder = fc.record({ attached: oneOf(POLICIES) });
const PASSWORDS = [
  { reset: true },
  { nextRotation: PAST },
  { nextRotation: SOON },
  { changed: null },
] as const;

const plainUser = (name: string) =>
  fc
    .record({
      name: fc.constant(name),
      path: fc.constantFrom("/", "/ops/"),
      groups: fc.subarray(GROUPS, { maxLength: 1 }),
      attached: fc.oneof(fc.constant([]), oneOf(POLICIES)),
      boundary: mayBe(fc.constantFrom(...POLICIES)),
      tags: fc.constant({ email: `${name}@example.com` }),
      keys: fc.constantFrom<readonly boolean[]>([], [], [true], [false]),
      devices: fc.constantFrom<PlainUser["devices"]>([], [], ["virtual"], ["fido"], ["sms"]),
      password: fc.constantFrom<PlainUser["password"]>({}, {}, ...PASSWORDS),
    })
    .map(({ boundary, ...user }): PlainUser => ({ ...user, ...(boundary !== undefined && { boundary }) }));

/** What of each user could not be read, or is not there. */
const BLIND: Readonly<Record<string, (live: LiveUser) => Partial<LiveUser>>> = {
  nothing: () => ({}),
  password: () => ({ loginProfile: NOT_READ }),
  "no password": () => ({ loginProfile: known(null) }),
  reset: ({ loginProfile: { known: isKnown, ...profile } }) =>
    isKnown && "value" in profile && profile.value
      ? { loginProfile: known({ ...profile.value, resetRequired: NOT_READ }) }
      : {},
  devices: () => ({ devices: found([], NOT_READ) }),
  boundary: () => ({ permissionsBoundary: NOT_READ }),
};
const NAMES = ["ann", "bob", "cyd"] as const;

const randomPlain: fc.Arbitrary<PlainAccount> = fc.record(
  {
    users: fc.tuple(...NAMES.map(plainUser)),
    groups: fc.record({ team: holder, "force-mfa-team": holder }),
    policies: fc.record(Object.fromEntries(POLICIES.map((name) => [name, anyDocument]))),
    passwordPolicy: fc.constantFrom<NonNullable<PlainAccount["passwordPolicy"]>>(
      { usersMayChange: true },
      { maximumAge: 90, usersMayChange: true },
      { maximumAge: 365, hardExpiry: true },
      "denied",
    ),
    report: fc.constant<"denied">("denied"),
    unassigned: fc.constant(["ann"]),
  },
  { requiredKeys: ["users", "groups", "policies"] },
);

const randomRollout: fc.Arbitrary<RolloutInput> = fc
  .record({
    account: fc.constantFrom<RolloutInput["account"]>("existing", "existing", "new"),
    deadlines: fc.tuple(fc.constantFrom(PAST, SOON, LATER), fc.constantFrom(PAST, SOON, LATER)),
    first: fc.constantFrom<object>({ users: ["ann"] }, { users: ["b*"] }, { groups: ["team"] }),
    rest: fc.boolean(),
    exempt: mayBe(fc.constantFrom("2026-11-15", "2026-12-24")),
    graceDays: fc.constantFrom(0, 365),
    passwordChangeBeforeMfa: fc.boolean(),
  })
  .map(({ account, deadlines: [one, two], first, rest, exempt, graceDays, passwordChangeBeforeMfa }) => {
    const all = rest ? [{ name: "all", rest: true as const, deadline: two }] : [];
    const waves = [{ name: "one", ...first, deadline: one }, ...all] as RolloutInput["waves"];
    const exemption = { user: "cyd", owner: "sec", reason: "sealed" };
    return {
      ...{ account, graceDays, selfService: { passwordChangeBeforeMfa } },
      ...(account === "existing" && { waves }),
      exemptions: exempt === undefined ? [] : [{ ...exemption, expires: exempt }],
    };
  });

function blinded(facts: AccountFacts, blind: readonly string[]): AccountFacts {
  const users = facts.users.found.map((user, i): User => {
    const live = user.live.known ? user.live.value : null;
    const changes = live ? (BLIND[blind[i] ?? ""]?.(live) ?? {}) : {};
    const { permissionsBoundary = user.permissionsBoundary } = changes;
    return { ...user, permissionsBoundary, live: known(live && { ...live, ...changes }) };
  });
  return { ...facts, users: found(users) };
}

/** The account as the stack leaves it: its groups with its managed policies, and each user in one of them. */
function deployed(facts: AccountFacts, covers: readonly Cover[], { selfService }: Rollout): AccountFacts {
  const groups = new Map(facts.groups.found);
  const policies = new Map(facts.policies.found);
  for (const { groupName, policyName, from, exceptions } of covers) {
    const policy = `arn:aws:iam::111122223333:policy/${policyName}`;
    const content = ours("aws", { ...selfService, from, exceptions });
    policies.set(policy, managedPolicy(content, { name: policyName }));
    const attachedPolicies = [{ policy, origin: "live" as const }];
    groups.set(groupName, forceMfaGroup({ name: groupName, attachedPolicies }));
  }
  const users = facts.users.found.map((user) => {
    const cover = covers.find((one) => one.users.includes(user.name ?? ""));
    const membership = cover && { group: cover.groupName, origin: "live" as const };
    return membership ? { ...user, groups: [...user.groups, membership] } : user;
  });
  return { ...facts, users: found(users), groups: found(groups), policies: found(policies) };
}

function verified(facts: AccountFacts, rollout: Rollout): ReadonlyMap<string, string> {
  const { groups, gaps, exempt } = verifyAccount(facts, { rollout, now: NOW, actions: ["s3:GetObject"] });
  const users = groups.flatMap((group) => group.users);
  return new Map<string, string>([
    ...users.map(({ name, verdict }) => [name, verdict.kind] as const),
    ...gaps.map(({ subject }) => [subject, "unknown"] as const),
    ...exempt.map(({ name }) => [name, "exempt"] as const),
  ]);
}

/** All that is told of one user. */
interface Told {
  readonly plan: Person;
  readonly status: State;
  /** By the rules of console users: why they count as without MFA; "unknown"; null: they have MFA. */
  readonly audit: string | null;
  readonly verify: string;
  /** After the deployment; undefined: they are not covered by it. */
  readonly after: string | undefined;
  readonly stack: "refuses" | "warns" | "silent";
  readonly letter: boolean;
}

const DENIED = ["passes", "grace", "locked out", "security key only"];
const FINE = ["passes", "grace"];

/** What keeps somebody from enrolling, by plan: for certain, or perhaps; a passkey is still a way. */
function stuck({ breaks }: Person): "certain" | "perhaps" | "passkey" | null {
  const found = breaks.flatMap((one) => ("why" in one ? [one] : []));
  if (found.length === 0) return null;
  if (found.some(({ why }) => why.startsWith("only a passkey"))) return "passkey";
  return found.some((one) => one.kind !== "cannot-enrol" || one.certain) ? "certain" : "perhaps";
}

/** What must be so of each user, by name. */
const AGREED: Readonly<Record<string, (told: Told) => boolean>> = {
  "whom plan calls locked out, the stack names": ({ plan, after, stack }) =>
    !after || stuck(plan) !== "certain" || stack !== "silent",
  "whom the stack names, plan has something to say of": ({ plan, stack }) =>
    stack === "silent" || stuck(plan) !== null || plan.unknown.length > 0,
  "who is locked out after the deployment was so by plan": ({ plan, after }) =>
    after !== "locked out" || ["certain", "passkey"].includes(String(stuck(plan))),
  "whom plan calls locked out is so after the deployment, or unknown": ({ plan, after }) =>
    !after || stuck(plan) !== "certain" || ["locked out", "unknown"].includes(after),
  "who may enrol after the deployment may by plan": ({ plan, after }) =>
    !after || !FINE.includes(after) || stuck(plan) === null,
  "nobody covered is open after the deployment": ({ after }) =>
    !after || [...DENIED, "unknown"].includes(after),
  "who is ready has MFA, and passes": ({ plan, status, after }) =>
    plan.verdict !== "ready" || (status === "enrolled" && (!after || FINE.includes(after))),
  "covered is the same in plan and verify": ({ plan: { coverage }, verify }) =>
    !coverage.known ||
    ["unknown", "exempt"].includes(verify) ||
    (coverage.value !== null) === DENIED.includes(verify),
  "covered is the same in audit and verify": ({ audit, verify }) =>
    audit !== "covered" || [...FINE, "unknown"].includes(verify),
  "locked out is the same in audit and verify": ({ audit, verify }) =>
    audit === "locked out"
      ? ["locked out", "security key only", "unknown"].includes(verify)
      : audit === null || audit === "unknown" || !["locked out", "security key only"].includes(verify),
  "who has MFA is the same in audit and status": ({ audit, status, plan }) =>
    !plan.hasPassword || audit === "unknown" || (audit === null) === (status === "enrolled"),
  "grace is the same in audit and status": ({ audit, status }) => audit !== "grace" || status === "in grace",
  "letters are for those who are still to enrol": ({ status, letter }) =>
    letter === ["in grace", "overdue"].includes(status),
  "who is exempt is so everywhere, and told nothing": ({ plan, verify, audit, status, after, letter }) =>
    plan.verdict !== "exempt"
      ? verify !== "exempt" && audit !== "exempt" && status !== "exempt"
      : verify === "exempt" && !after && !letter && ["exempt", "enrolled", "unknown", null].includes(audit),
};

async function allTold(facts: AccountFacts, input: RolloutInput): Promise<ReadonlyMap<string, Told>> {
  const rollout = parseRolloutObject(input, "the test");
  const allow = { lockingMyselfOut: true, noAdministratorLeft: true, lockingOut: [] };
  const { covers, refusals, notes } = await prepare(stackConfig(input, { allow }), liveAccount(facts), NOW);
  const { people } = impactOf(facts, rollout, NOW);
  const settings = { ...CONTEXT.settings, rollout };
  const { withoutMfa, unknown } = judgeConsoleUsers(facts, { ...CONTEXT, settings });
  const [before, after] = [facts, deployed(facts, covers, rollout)].map((one) => verified(one, rollout));
  const mails = remindersOf(facts, rollout, NOW, { addresses: null, states: ["in grace", "overdue"] });
  const stackSays = (name: string) => {
    if (refusals.some((text) => new RegExp(`(out: |; )${name} \\(`).test(text))) return "refuses";
    const isNamed = new RegExp(`^${name} (can't enrol|can do nothing|may not be able to enrol) once covered`);
    return notes.some(({ message }) => isNamed.test(message)) ? "warns" : "silent";
  };
  return new Map(
    subjectsOf(facts, rollout, NOW).map((subject) => {
      const { name } = subject;
      const isUnknown = unknown.some((one) => one.subject === name);
      const verify = before?.get(name);
      const plan = people.find((person) => person.name === name);
      assert.ok(verify && plan, name);
      const told: Told = {
        ...{ plan, verify, status: stateOf(subject, NOW), stack: stackSays(name) },
        audit: isUnknown ? "unknown" : (withoutMfa.find((one) => one.name === name)?.state.kind ?? null),
        after: covers.some(({ users }) => users.includes(name)) ? after?.get(name) : undefined,
        letter: mails.reminders.some(({ person }) => person.name === name),
      };
      return [name, told];
    }),
  );
}

describe("one user of one account at one moment", () => {
  it("is told the same of by audit, plan, status, verify, the stack and letters", async () => {
    const unreadOfOne = fc.constantFrom(...Object.keys(BLIND), "nothing", "nothing", "nothing");
    const blind = fc.tuple(...NAMES.map(() => unreadOfOne));
    const counts = new Map<string, number>();
    const property = fc.asyncProperty(randomPlain, randomRollout, blind, async (plain, input, unread) => {
      for (const [name, told] of await allTold(blinded(plainAccount(plain), unread), input)) {
        for (const kind of [told.stack, `after: ${told.after}`, told.plan.verdict])
          counts.set(kind, (counts.get(kind) ?? 0) + 1);
        for (const [what, holds] of Object.entries(AGREED))
          assert.ok(holds(told), `${what}: ${name} ${JSON.stringify(told)}`);
      }
    });
    await fc.assert(property, { numRuns: RUNS, seed: SEED });
    for (const kind of ["refuses", "after: passes", "after: locked out", "would break", "exempt", "ready"])
      assert.ok((counts.get(kind) ?? 0) > 0, `${kind}: none, so nothing is shown of it`);
  });
});

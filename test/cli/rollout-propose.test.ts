import assert from "node:assert/strict";
import fc from "fast-check";
import { impactOf } from "../../cli/rollout/impact";
import { defaultStart, PROPOSED_WAVES, proposeRollout, rolloutText, waveOf } from "../../cli/rollout/propose";
import { known } from "../../policypack/facts/fact";
import type { AccountFacts, User } from "../../policypack/facts/account-facts";
import { assignWaves } from "../../policypack/rollout/assign";
import { parseRollout, parseRolloutObject } from "../../policypack/rollout/parse";
import { rolloutProblems } from "../../policypack/rollout/problems";
import type { Rollout } from "../../policypack/rollout/rollout";
import { rolloutUsers } from "../../policypack/judgement/rollout-status";
import {
  consoleUser,
  DENIED,
  found,
  managedPolicy,
  modelAccount,
  NOT_READ,
  NOW,
  userWithoutMfa,
  VIRTUAL,
} from "../support/accounts";

const ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess";
const administrator = { attachedPolicies: [{ policy: ADMIN, origin: "live" as const }] };
const key = { active: true, rotated: null, lastUsed: { at: NOW, region: "us-east-1", service: "iam" } };
const SCHEDULE = { start: new Date("2027-02-01T09:00:00Z"), intervalDays: 14 };

function account(users: readonly User[]): AccountFacts {
  const model = modelAccount(users);
  const policy = managedPolicy({ Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] });
  return { ...model, policies: found(new Map([...model.policies.found, [ADMIN, policy]])) };
}

function propose(facts: AccountFacts, before: Rollout | null = null): Rollout {
  return proposeRollout(impactOf(facts, before, NOW), before, SCHEDULE);
}

const PEOPLE = [
  userWithoutMfa("boss", administrator),
  userWithoutMfa("bob"),
  userWithoutMfa("cli", {}, { accessKeys: known([key]) }),
  consoleUser("boss-cli", administrator, { accessKeys: known([key]) }),
  userWithoutMfa("murky", {}, { accessKeys: NOT_READ }),
  userWithoutMfa("ci", {}, { loginProfile: known(null), accessKeys: known([key]) }),
];

describe("a proposed rollout", () => {
  it("puts the willing first, administrators early, and whoever must change something last", () => {
    const { waves } = propose(account(PEOPLE));
    const byDeadline = [...waves].sort((a, b) => a.deadline.getTime() - b.deadline.getTime());
    assert.deepEqual(
      byDeadline.map(({ name, users, rest, deadline }) => [name, users ?? rest, deadline.toISOString()]),
      [
        ["enrolled", ["ann"], "2027-02-01T09:00:00.000Z"],
        ["administrators", ["boss"], "2027-02-15T09:00:00.000Z"],
        ["everyone", true, "2027-03-01T09:00:00.000Z"],
        ["changes-first", ["boss-cli", "cli", "murky"], "2027-03-15T09:00:00.000Z"],
      ],
    );
  });

  it("leaves out waves of nobody, and takes the rest even where there is none yet", () => {
    const { waves } = propose(account([]));
    assert.deepEqual(
      waves.map(({ name, deadline }) => [name, deadline.toISOString()]),
      [
        ["enrolled", "2027-02-01T09:00:00.000Z"],
        ["everyone", "2027-02-15T09:00:00.000Z"],
      ],
    );
  });

  it("keeps everything else of the rollout that there is", () => {
    const before = parseRolloutObject(
      {
        account: "existing",
        waves: [{ name: "machines", users: ["ci"], deadline: "2027-01-01T00:00:00Z" }],
        exemptions: [{ user: "bob", owner: "me", reason: "r", expires: "2027-01-01" }],
        selfService: { sshKeys: true },
        groupName: "mfa",
      },
      "test",
    );
    const after = propose(account(PEOPLE), before);
    assert.deepEqual({ ...after, waves: [] }, { ...before, waves: [] });
    assert.ok(after.waves.find(({ name }) => name === "changes-first")?.users?.includes("ci"));
  });

  it("is a file that reads as what it is, without a problem, and with every console user in one wave", () => {
    fc.assert(
      fc.property(anyUsers, fc.boolean(), (users, again) => {
        const facts = account(users);
        const first = propose(facts);
        const proposed = again ? propose(facts, first) : first;
        const text = rolloutText(proposed, impactOf(facts, null, NOW), { schema: "./s.json", now: NOW });
        assert.deepEqual(parseRollout(text, "rollout.yaml"), proposed);
        const people = rolloutUsers(facts);
        const newWaves = proposed.waves.map(({ name }) => name);
        assert.deepEqual(rolloutProblems(proposed, { now: NOW, users: people, groups: [], newWaves }), []);
        for (const { name, claims } of assignWaves(proposed, people, NOW).users) {
          const { hasPassword } = people.find((user) => user.name === name) ?? {};
          assert.equal(claims.length, hasPassword ? 1 : 0, name);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("says in the file who has to change what, and what was not known", () => {
    const facts = { ...account(PEOPLE), unassignedDevices: NOT_READ };
    const impact = impactOf({ ...facts, users: found(facts.users.found, NOT_READ) }, null, NOW);
    const text = rolloutText(propose(facts), impact, { schema: "./docs/rollout.schema.json", now: NOW });
    assert.match(text, /^# yaml-language-server: \$schema=\.\/docs\/rollout\.schema\.json\n/);
    assert.match(text, /^# {3}cli: access key in use: iam in us-east-1 on 2026-11-21$/m);
    assert.match(text, /^# {3}murky: could not read the MFA devices/m);
    assert.match(text, /there may be more people/);
    assert.match(text, new RegExp(DENIED.call));
  });

  it("lets nothing of the account out of its comments", () => {
    const lastUsed = { at: NOW, region: "x\naccount: new", service: "s3" };
    const facts = account([userWithoutMfa("bob", {}, { accessKeys: known([{ ...key, lastUsed }]) })]);
    const text = rolloutText(propose(facts), impactOf(facts, null, NOW), { schema: "s", now: NOW });
    assert.equal(parseRollout(text, "f").account, "existing");
    assert.doesNotMatch(text, /^account: new/m);
  });

  it("begins at nine in the morning UTC, more than two weeks from now", () => {
    const start = defaultStart(NOW);
    assert.equal(start.toISOString(), "2026-12-06T09:00:00.000Z");
    assert.ok(start.getTime() - NOW.getTime() > 14 * 24 * 60 * 60 * 1000);
  });

  it("uses each of its waves for somebody", () => {
    const { people } = impactOf(account(PEOPLE), null, NOW);
    assert.deepEqual([...new Set(people.map(waveOf))].sort(), [...PROPOSED_WAVES].sort());
  });
});

/** Console and machine users of every kind, in names that look like globs' and YAML's own words. */
const anyUsers: fc.Arbitrary<User[]> = fc
  .uniqueArray(
    fc.record({
      name: fc.oneof(
        fc.constantFrom("true", "null", "1.0", "-", "0x1", "=a"),
        fc.stringMatching(/^[\w+=,.@-]{1,20}$/),
      ),
      mfa: fc.boolean(),
      admin: fc.boolean(),
      keys: fc.boolean(),
      password: fc.boolean(),
    }),
    { selector: ({ name }) => name.toLowerCase(), maxLength: 12 },
  )
  .map((users) =>
    users
      .filter(({ name }) => name.toLowerCase() !== "ann")
      .map(({ name, mfa, admin, keys, password }) =>
        consoleUser(name, admin ? administrator : {}, {
          devices: found(mfa ? [VIRTUAL] : []),
          accessKeys: known(keys ? [key] : []),
          ...(password ? {} : { loginProfile: known(null) }),
        }),
      ),
  );

import assert from "node:assert/strict";
import fc from "fast-check";
import { type AssignedUser, assignWaves, type RolloutUser } from "../../../policypack/rollout/assign";
import { parseRolloutObject } from "../../../policypack/rollout/parse";
import type { RolloutInput } from "../../../policypack/rollout/rollout-schema";
import { anyUsers, machine, NOW, person, rollout, validInput } from "./support";

const deadline = "2027-02-01T09:00:00Z";
const bobExempt = (expires: string) => ({ user: "bob", owner: "sec", reason: "why", expires });

/** Where a user is, in a few words. */
function say({ place, lapsed, claims }: AssignedUser): string {
  const others = claims.slice(1).map(({ wave }) => wave.name);
  const where = {
    wave: () => `wave ${place.kind === "wave" ? place.wave.name : ""}`,
    exempt: () => `exempt until ${place.kind === "exempt" ? place.exemption.expires.toISOString() : ""}`,
    outside: () => (place.kind === "outside" ? place.reason : ""),
    "at once": () => "at once",
  }[place.kind]();
  return [
    where,
    ...(others.length > 0 ? [`also ${others.join(", ")}`] : []),
    ...(lapsed ? ["lapsed"] : []),
  ].join("; ");
}

interface Case {
  readonly shows: string;
  readonly content: Partial<RolloutInput>;
  readonly user: RolloutUser;
  readonly is: string;
}

const named = { name: "named", users: ["bob"], deadline };
const globbed = { name: "globbed", users: ["b*"], deadline };
const grouped = { name: "grouped", groups: ["dev"], deadline };
const rest = { name: "rest", rest: true as const, deadline };

const CASES: readonly Case[] = [
  {
    shows: "an exact name wins over a glob, a group and the rest, wherever it stands",
    content: { waves: [rest, grouped, globbed, named] },
    user: person("bob", ["dev"]),
    is: "wave named; also globbed, grouped",
  },
  {
    shows: "a glob wins over a group and the rest",
    content: { waves: [rest, grouped, globbed] },
    user: person("ben", ["dev"]),
    is: "wave globbed; also grouped",
  },
  {
    shows: "a group wins over the rest, which is not a second wave",
    content: { waves: [rest, grouped] },
    user: person("zoe", ["ops", "dev"]),
    is: "wave grouped",
  },
  {
    shows: "the rest takes the others",
    content: { waves: [named, rest] },
    user: person("zoe"),
    is: "wave rest",
  },
  {
    shows: "among equals the first in the file wins",
    content: { waves: [{ ...named, name: "second" }, named] },
    user: person("bob"),
    is: "wave second; also named",
  },
  {
    shows: "a wave that names a user and matches them too claims them once",
    content: { waves: [{ ...named, users: ["b*", "bob", "BOB"] }] },
    user: person("bob"),
    is: "wave named",
  },
  {
    shows: "case does not count in names",
    content: { waves: [{ ...named, users: ["BOB"] }, rest] },
    user: person("Bob"),
    is: "wave named",
  },
  {
    shows: "case does not count in globs and groups",
    content: {
      waves: [
        { ...globbed, users: ["OPS-?"] },
        { ...grouped, groups: ["DEV"] },
      ],
    },
    user: person("ops-A", ["dev"]),
    is: "wave globbed; also grouped",
  },
  {
    shows: "a question mark is exactly one character",
    content: { waves: [{ ...globbed, users: ["b?"] }] },
    user: person("bob"),
    is: "in no wave",
  },
  {
    shows: "a dot is a dot",
    content: { waves: [{ ...globbed, users: ["a.b*"] }] },
    user: person("axbc"),
    is: "in no wave",
  },
  {
    shows: "a machine user is in no wave by glob, group or rest",
    content: { waves: [globbed, grouped, rest] },
    user: machine("bob", ["dev"]),
    is: "machine user",
  },
  {
    shows: "a machine user is in the wave that has its exact name",
    content: { waves: [globbed, grouped, rest, named] },
    user: machine("bob", ["dev"]),
    is: "wave named",
  },
  { shows: "without waves nobody is in one", content: {}, user: person("bob"), is: "in no wave" },
  {
    shows: "a new account covers people at once",
    content: { account: "new" },
    user: person("bob"),
    is: "at once",
  },
  {
    shows: "a new account leaves machine users alone",
    content: { account: "new" },
    user: machine("bob"),
    is: "machine user",
  },
  {
    shows: "an exemption in force goes before the wave, whose claim is kept",
    content: { waves: [named, globbed], exemptions: [bobExempt("2027-01-15T12:00:01Z")] },
    user: person("BOB"),
    is: "exempt until 2027-01-15T12:00:01.000Z; also globbed",
  },
  {
    shows: "an exemption of today holds to the end of the day",
    content: { waves: [named], exemptions: [bobExempt("2027-01-15")] },
    user: person("bob"),
    is: "exempt until 2027-01-15T23:59:59.999Z",
  },
  {
    shows: "at the moment that an exemption expires its user is in their wave again",
    content: { waves: [named], exemptions: [bobExempt("2027-01-15T12:00:00Z")] },
    user: person("bob"),
    is: "wave named; lapsed",
  },
  {
    shows: "an expired exemption of somebody in no wave leaves them there",
    content: { exemptions: [bobExempt("2027-01-14")] },
    user: person("bob"),
    is: "in no wave; lapsed",
  },
  {
    shows: "of two exemptions the one that ends last counts",
    content: { waves: [named], exemptions: [bobExempt("2027-03-01"), bobExempt("2027-01-01")] },
    user: person("bob"),
    is: "exempt until 2027-03-01T23:59:59.999Z",
  },
  {
    shows: "an exemption holds on a new account",
    content: { account: "new", exemptions: [bobExempt("2027-03-01")] },
    user: person("bob"),
    is: "exempt until 2027-03-01T23:59:59.999Z",
  },
];

describe("where a user stands", () => {
  for (const { shows, content, user, is } of CASES) {
    it(shows, () => {
      const { users } = assignWaves(rollout(content), [user], NOW);
      assert.deepEqual(users.map(say), [is]);
      assert.equal(users[0]?.name, user.name);
    });
  }

  it("is settled for globs that make a backtracking matcher run for ever", () => {
    const users = Array.from({ length: 2000 }, (_, index) =>
      person(`${"a".repeat(60)}${index}`.slice(0, 64)),
    );
    const globs = Array.from(
      { length: 50 },
      (_, index) => `${"*a".repeat(31)}${index % 10 === 0 ? "b" : "c"}`,
    );
    const { users: assigned } = assignWaves(rollout({ waves: [{ ...globbed, users: globs }] }), users, NOW);
    assert.ok(assigned.every(({ place }) => place.kind === "outside"));
  });

  it("is one place for every user, in their order, each time the same", () => {
    fc.assert(
      fc.property(validInput, anyUsers, fc.date({ noInvalidDate: true }), (input, users, now) => {
        const rollout = parseRolloutObject(input, "generated");
        const first = assignWaves(rollout, users, now);
        assert.deepEqual(assignWaves(structuredClone(rollout), structuredClone(users), now), first);
        assert.deepEqual(
          first.users.map(({ name }) => name),
          users.map(({ name }) => name),
        );
      }),
    );
  });

  it("never changes with the other users, and machine users are never swept in", () => {
    fc.assert(
      fc.property(validInput, anyUsers, (input, users) => {
        const rollout = parseRolloutObject(input, "generated");
        const together = assignWaves(rollout, users, NOW).users;
        const alone = users.flatMap((user) => assignWaves(rollout, [user], NOW).users);
        assert.deepEqual(together, alone);
        together.forEach(({ claims, place }, index) => {
          if (place.kind === "wave") assert.equal(place.wave, claims[0]?.wave);
          if (!users[index]?.hasPassword) assert.ok(claims.every(({ way }) => way === "name"));
        });
      }),
    );
  });

  it("covers every person where there is a rest, once no exemption is in force", () => {
    fc.assert(
      fc.property(validInput, anyUsers, (input, users) => {
        const waves = [...(input.waves ?? []).filter(({ name }) => name !== "rest"), rest];
        fc.pre(new Set(waves.map(({ name }) => name.toLowerCase())).size === waves.length);
        const later = new Date("2200-01-01T00:00:00Z");
        const assigned = assignWaves(parseRolloutObject({ ...input, waves }, "generated"), users, later);
        assigned.users.forEach(({ place }, index) => {
          if (users[index]?.hasPassword) assert.equal(place.kind, "wave");
        });
      }),
    );
  });
});

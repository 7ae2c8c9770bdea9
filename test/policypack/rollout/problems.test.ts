import assert from "node:assert/strict";
import fc from "fast-check";
import { SIGN_IN_ACTIONS } from "../../../policypack/iam/self-service-actions";
import { parseRolloutObject } from "../../../policypack/rollout/parse";
import type { ProblemFacts } from "../../../policypack/rollout/problem";
import { rolloutProblems } from "../../../policypack/rollout/problems";
import type { RolloutInput } from "../../../policypack/rollout/rollout-schema";
import { anyUsers, machine, NOW, person, rollout, validInput } from "./support";

const deadline = "2027-02-01T09:00:00Z";
const ALL: ProblemFacts = {
  now: NOW,
  users: [person("ann"), person("bob", ["dev"]), person("ops-1"), machine("ci-1"), machine("ci-2")],
  groups: ["dev", "empty"],
  newWaves: [],
};
const UNKNOWN: ProblemFacts = { ...ALL, users: null, groups: null };

interface Case {
  readonly shows: string;
  readonly content: Partial<RolloutInput>;
  readonly facts?: ProblemFacts;
  /** Each as "kind at where: message". */
  readonly says: readonly string[];
}

const first = { name: "first", users: ["ann", "ops-*"], deadline };
const dev = { name: "dev", groups: ["DEV"], deadline };
const rest = { name: "rest", rest: true as const, deadline };
const excepted = (changes: object) =>
  ({ owner: "sec", reason: "why", expires: "2027-06-30", ...changes }) as const;
const exempt = (user: string, expires: string) => ({ user, owner: "sec", reason: "why", expires });

const CASES: readonly Case[] = [
  {
    shows: "a rollout in order has none",
    content: { waves: [first, dev, rest], exemptions: [exempt("bob", "2027-06-30")] },
    says: [],
  },
  { shows: "a new account needs no waves", content: { account: "new" }, says: [] },
  {
    shows: "an existing account without waves",
    content: {},
    says: [
      "no-waves at waves: There are no waves, so nobody of this existing account is ever denied anything. Add a wave.",
    ],
  },
  {
    shows: "a wave that names nobody, known without the account",
    content: { waves: [{ ...first, users: [] }, { ...dev, groups: [] }, rest] },
    facts: UNKNOWN,
    says: [
      "empty-wave at waves[0]: Wave first is empty. It names nobody. Name somebody, or remove the wave.",
      "empty-wave at waves[1]: Wave dev is empty. It names nobody. Name somebody, or remove the wave.",
    ],
  },
  {
    shows: "a wave whose group has no members",
    content: { waves: [{ ...dev, groups: ["empty"] }] },
    says: [
      "empty-wave at waves[0]: Wave dev is empty. Nobody whom it names is a console user that belongs to it. " +
        "Name somebody, or remove the wave.",
    ],
  },
  {
    shows: "a wave whose only member is exempt is not empty",
    content: { waves: [{ ...first, users: ["ann"] }], exemptions: [exempt("ann", "2027-06-30")] },
    says: [],
  },
  {
    shows: "a rest that is empty for now is none",
    content: { waves: [{ ...first, users: ["ann"] }, rest] },
    facts: { ...ALL, users: [person("ann")] },
    says: [],
  },
  {
    shows: "the deadline of a new wave that is past, by name whatever its case",
    content: { waves: [{ ...first, deadline: "2027-01-15T12:00:00Z" }] },
    facts: { ...ALL, newWaves: ["FIRST"] },
    says: [
      "past-deadline at waves[0].deadline: Wave first is new, and its deadline 2027-01-15 12:00 UTC is past: " +
        "its users would be denied everything immediately, without a day to enrol. Choose a later deadline.",
    ],
  },
  {
    shows: "the deadline of a wave that is deployed may be past, and that of a new one to come",
    content: { waves: [{ ...first, deadline: "2026-01-15T12:00:00Z" }, dev] },
    facts: { ...ALL, newWaves: ["dev"] },
    says: [],
  },
  {
    shows: "a deadline so far away that it covers nobody",
    content: { waves: [{ ...first, deadline: "2028-01-15T12:00:00Z" }], maxGraceDays: 90 },
    says: [
      "deadline-too-far at waves[0].deadline: The deadline of wave first, 2028-01-15 12:00 UTC, is 365 days away; " +
        "at most 90 are allowed (maxGraceDays), since a denial that far off covers nobody. Choose an earlier date: it can be moved.",
    ],
  },
  {
    shows: "exceptions of one service, of reading IAM, of signing in, and of access keys are in order",
    content: {
      waves: [first],
      exceptions: [
        excepted({ actions: ["codecommit:Git*", "iam:GetAccountSummary", "sso:List*"] }),
        excepted({ actions: [...SIGN_IN_ACTIONS] }),
        excepted({ accessKeys: true, waves: ["first"] }),
      ],
    },
    says: [],
  },
  {
    shows: "an exception by which MFA could be undone, by name and by pattern",
    content: {
      waves: [first],
      exceptions: [
        excepted({
          actions: [
            "iam:DeactivateMFADevice",
            "iam:D*Policy",
            "STS:assumerole",
            "sso:*",
            "organizations:DetachPolicy",
          ],
        }),
      ],
    },
    says: [
      "iam:DeactivateMFADevice work without MFA",
      "iam:DeleteAccountPasswordPolicy work without MFA (by iam:D*Policy)",
      "sts:AssumeRole work without MFA (by STS:assumerole)",
      "sso:* work without MFA",
      "organizations:DetachPolicy work without MFA",
    ].map(
      (what, i) =>
        `exception-disarms at exceptions[0].actions[${i}]: The exception lets ${what}, of a service by which MFA ` +
        "could be undone. Name the actions that are needed, and none that changes IAM or makes sessions.",
    ),
  },
  {
    shows: "an exception that has expired, one that runs too long, one for a wave that there is not",
    content: {
      waves: [first],
      exceptions: [
        excepted({ actions: ["s3:GetObject"], expires: "2027-01-01" }),
        excepted({ actions: ["s3:GetObject"], expires: "2029-01-01" }),
        excepted({ actions: ["s3:GetObject"], waves: ["frist"] }),
      ],
    },
    says: [
      "exception-expired at exceptions[0].expires: The exception expired at 2027-01-01 23:59 UTC, and no longer holds. Remove it, or have sec decide on another.",
      "exception-too-long at exceptions[1].expires: The exception runs for 717 more days, until 2029-01-01 23:59 UTC; at most 180 are allowed (maxExemptionDays). Choose an earlier date: it can be renewed.",
      "exception-no-such-wave at exceptions[2].waves[0]: The exception is for wave frist, which the rollout does not have. Correct or remove the name.",
    ],
  },
  {
    shows: "a name and a glob that match nobody",
    content: { waves: [{ ...first, users: ["ann", "anne", "x-*"] }] },
    says: [
      "matches-nobody at waves[0].users[1]: Wave first names anne: anne is not a user of the account. Correct or remove the name.",
      "matches-nobody at waves[0].users[2]: Wave first names x-*: no user of the account matches it. Correct or remove it.",
    ],
  },
  {
    shows: "a glob that matches machine users only; a machine user by name is fine",
    content: { waves: [{ ...first, users: ["ci-1", "ci-*"] }] },
    says: [
      "matches-nobody at waves[0].users[1]: Wave first names ci-*: only users without a console password match it, " +
        "and these are in a wave by their exact name only. Name them one by one, or remove the glob.",
    ],
  },
  {
    shows: "a group that does not exist",
    content: { waves: [{ ...dev, groups: ["dev", "devs"] }] },
    says: [
      "no-such-group at waves[0].groups[1]: Wave dev names the group devs, which the account does not have. " +
        "Correct or remove the name.",
    ],
  },
  {
    shows: "a rest before other waves, and a second one",
    content: { waves: [rest, first, { ...rest, name: "others" }] },
    says: [
      "rest-not-last at waves[0].rest: Wave rest takes the rest and stands before wave first, which still takes " +
        "its own users. Move rest to the end, so that the file reads as it works.",
      "rest-twice at waves[2].rest: Wave others takes the rest, which wave rest takes already, so it stays empty. " +
        "Remove one of them.",
    ],
  },
  {
    shows: "a user in two waves, for each wave that doesn't count",
    content: {
      waves: [
        { ...dev, groups: ["dev"] },
        { ...first, users: ["b*", "ann"] },
        { ...first, name: "x", users: ["bob"] },
      ],
    },
    says: [
      "in-two-waves at waves[1]: bob is in wave first (by glob) and in wave x (by name), which counts. Name them in one only.",
      "in-two-waves at waves[0]: bob is in wave dev (by group) and in wave x (by name), which counts. Name them in one only.",
      "empty-wave at waves[0]: Wave dev is empty. Nobody whom it names is a console user that belongs to it. " +
        "Name somebody, or remove the wave.",
    ],
  },
  {
    shows: "a name in two waves, known without the account",
    content: { waves: [first, { ...first, name: "again", users: ["ANN", "zoe"] }] },
    facts: UNKNOWN,
    says: [
      "in-two-waves at waves[1]: ANN is in wave again (by name) and in wave first (by name), which counts. " +
        "Name them in one only.",
    ],
  },
  {
    shows: "an exemption that has expired",
    content: { waves: [rest], exemptions: [exempt("bob", "2027-01-14")] },
    says: [
      "exemption-expired at exemptions[0].expires: The exemption of bob expired at 2027-01-14 23:59 UTC, " +
        "and no longer holds. Remove it, or have sec decide on another.",
    ],
  },
  {
    shows: "an exemption of the longest time allowed, to the end of its day",
    content: { waves: [rest], exemptions: [exempt("bob", "2027-07-14")] },
    says: [],
  },
  {
    shows: "an exemption of a day more",
    content: { waves: [rest], exemptions: [exempt("bob", "2027-07-15")] },
    says: [
      "exemption-too-long at exemptions[0].expires: The exemption of bob runs for 181 more days, until " +
        "2027-07-15 23:59 UTC; at most 180 are allowed (maxExemptionDays). Choose an earlier date: it can be renewed.",
    ],
  },
  {
    shows: "the longest time of an exemption is set by the file",
    content: { waves: [rest], exemptions: [exempt("bob", "2027-07-15")], maxExemptionDays: 181 },
    says: [],
  },
  {
    shows: "an exemption of nobody, and a second one of somebody",
    content: {
      waves: [rest],
      exemptions: [exempt("bobby", "2027-06-30"), exempt("ann", "2027-06-30"), exempt("Ann", "2027-05-30")],
    },
    says: [
      "exemption-matches-nobody at exemptions[0].user: The exemption is for bobby, who is not a user of the account: " +
        "a user created with that name would be exempt. Correct the name, or remove the exemption.",
      "exempt-twice at exemptions[2].user: Ann has an exemption already, exemptions[1]; the one that ends last counts. " +
        "Remove one of them.",
    ],
  },
  {
    shows: "what depends on users and groups is not judged where they are not known",
    content: {
      waves: [
        { ...first, users: ["ghost", "x-*"] },
        { ...dev, groups: ["devs"] },
      ],
      exemptions: [exempt("bobby", "2027-06-30")],
    },
    facts: UNKNOWN,
    says: [],
  },
];

describe("problems of a rollout", () => {
  for (const { shows, content, facts = ALL, says } of CASES) {
    it(shows, () => {
      const problems = rolloutProblems(rollout(content), facts);
      const said = problems.map(({ kind, where, message }) => `${kind} at ${where}: ${message}`);
      assert.deepEqual(said.sort(), [...says].sort());
    });
  }

  it("come in the order of the file, waves first", () => {
    const content = {
      exemptions: [exempt("x", "2027-01-01")],
      waves: [
        { ...first, users: ["y"] },
        { ...first, name: "b", users: [] },
      ],
    };
    assert.deepEqual(
      rolloutProblems(rollout(content), ALL).map(({ where }) => where),
      ["waves[0]", "waves[0].users[0]", "waves[1]", "exemptions[0].expires", "exemptions[0].user"],
    );
  });

  it("of any rollout are the same each time, each at a place of its own kind", () => {
    fc.assert(
      fc.property(validInput, anyUsers, (input, users) => {
        const facts = { ...ALL, users, newWaves: (input.waves ?? []).map(({ name }) => name) };
        const problems = rolloutProblems(parseRolloutObject(input, "generated"), facts);
        assert.deepEqual(rolloutProblems(parseRolloutObject(input, "generated"), facts), problems);
        for (const { where, message } of problems) {
          assert.match(where, /^(waves|exemptions)(\[\d+\])?/);
          assert.doesNotMatch(message, /undefined|\[object/);
        }
      }),
    );
  });
});

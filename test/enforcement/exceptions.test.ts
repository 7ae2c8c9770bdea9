import assert from "node:assert/strict";
import { selfServicePolicy, type SelfServiceOptions } from "../../policypack/policy/self-service-policy";
import { parsePolicyDocument } from "../../policypack/iam/policy-document";
import { judgePolicies } from "../../policypack/iam/judge-user";
import { acceptedAt } from "../../policypack/rollout/exceptions";
import { EVERYTHING_ALLOWED } from "../../policypack/iam/find-weaknesses";
import { ANY_OTHER_ACTION } from "../../policypack/iam/probes";

const NOW = new Date("2026-11-21T12:00:00Z");
const FROM = new Date("2027-02-01T09:00:00Z");
const [SPRING, SUMMER] = [new Date("2027-03-31T23:59:59.999Z"), new Date("2027-06-30T23:59:59.999Z")];

const git = { actions: ["codecommit:GitPull", "codecommit:GitPush"], expires: SUMMER };
const reads = { actions: ["ec2:Describe*"], expires: SPRING };
const keys = { accessKeys: true as const, expires: SPRING };
const keysLonger = { accessKeys: true as const, expires: SUMMER };

const CASES: Readonly<Record<string, Omit<SelfServiceOptions, "partition">>> = {
  "two actions": { exceptions: [git] },
  "actions by a pattern": { exceptions: [reads] },
  "actions of different ends": { exceptions: [git, reads] },
  "access keys": { exceptions: [keys] },
  "access keys, longer than actions": { exceptions: [reads, keysLonger] },
  "actions, longer than access keys": { exceptions: [git, keys] },
  "actions of a wave that begins later": { from: FROM, exceptions: [git, reads] },
  "actions that end before the wave begins": { from: new Date("2027-05-01T00:00:00Z"), exceptions: [reads] },
  "access keys of a wave, with a limit to the age of a session": {
    from: FROM,
    maxSessionAge: 43_200,
    exceptions: [keys, git],
  },
  "an exception that has expired": {
    exceptions: [{ actions: ["s3:GetObject"], expires: new Date("2026-06-30T00:00:00Z") }],
  },
};

function answer(options: Omit<SelfServiceOptions, "partition">, accepts: boolean) {
  const document = parsePolicyDocument(JSON.stringify(selfServicePolicy({ ...options, partition: "aws" })));
  const exceptions = (options.exceptions ?? []).map((one) => ({ ...one, owner: "o", reason: "r" }));
  return judgePolicies({
    policies: {
      identity: [
        { name: "ours", document },
        { name: "work", document: EVERYTHING_ALLOWED },
      ],
    },
    principal: { name: "ann", path: "/", accountId: "111122223333", partition: "aws" },
    now: NOW,
    ...(accepts && { accepted: (at: Date) => acceptedAt(exceptions, at) }),
  });
}

describe("a policy with accepted exceptions", () => {
  for (const [what, options] of Object.entries(CASES)) {
    it(`leaves open exactly the exception, until it ends, and nothing after: ${what}`, () => {
      const { moments } = answer(options, true);
      const begun = moments.filter(({ at }) => !options.from || at > options.from);
      assert.ok(begun.length > 0);
      for (const { at, open } of begun) assert.deepEqual(open, [], `at ${at.toISOString()}`);
    });

    it(`opens what it names: ${what}`, () => {
      for (const { at, open, since } of answer(options, false).moments) {
        if (options.from && at <= options.from) continue;
        const inForce = (options.exceptions ?? []).filter(({ expires }) => at <= expires);
        const actions = new Set(open.flatMap((one) => one.actions));
        const names = inForce.flatMap(({ actions = [] }) => actions).filter((name) => !name.includes("*"));
        for (const name of names) assert.ok(actions.has(name), `${name} from ${String(since)}`);
        const sparesKeys = inForce.some(({ accessKeys }) => accessKeys);
        assert.equal(actions.has(ANY_OTHER_ACTION), sparesKeys, `from ${String(since)}`);
        if (inForce.length === 0) assert.deepEqual(open, [], `from ${String(since)}`);
      }
    });
  }

  it("begins another Deny at each end, with a Sid of its own, and keeps the first one's", () => {
    const sids = selfServicePolicy({ partition: "aws", exceptions: [git, reads] })
      .Statement.filter(({ Effect }) => Effect === "Deny")
      .map(({ Sid }) => Sid);
    assert.deepEqual(sids, [
      "DenyAllExceptListedIfNoMFAFrom20270630T235959Z",
      "DenyAllExceptListedIfNoMFAFrom20270331T235959Z",
      "DenyAllExceptListedIfNoMFA",
    ]);
    for (const sid of sids) assert.match(sid, /^[A-Za-z0-9]+$/);
  });
});

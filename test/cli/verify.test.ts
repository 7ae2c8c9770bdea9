import assert from "node:assert/strict";
import { loadActionList } from "../../cli/verify/action-list";
import { countKinds } from "../../cli/verify/outcome";
import { type Verification, verifyAccount } from "../../cli/verify/verify";
import { describeOpen, describeVerdict } from "../../cli/verify/describe-verdict";
import { known } from "../../policypack/facts/fact";
import type { AccountFacts, InlinePolicy, LiveUser, User } from "../../policypack/facts/account-facts";
import { parseRolloutObject } from "../../policypack/rollout/parse";
import { consoleUser, found, modelAccount, NOT_READ, NOW, managedPolicy } from "../support/accounts";
import { BROKEN } from "../policypack/iam/broken";
import { ALLOW_ALL, type JsonDocument, NO_MFA, ours, read, withDeny } from "../policypack/iam/documents";

let actions: readonly string[];

interface Has {
  readonly documents: Readonly<Record<string, JsonDocument>>;
  readonly boundary?: JsonDocument;
  readonly changes?: Partial<User>;
  readonly live?: Partial<LiveUser>;
}

const BOUNDARY = "arn:aws:iam::111122223333:policy/boundary";

/** A console user with these inline policies; the boundary is in the account of `accountOf`. */
function user(name: string, { documents, boundary, changes, live }: Has): User {
  const inlinePolicies = Object.entries(documents).map(([name, document]): InlinePolicy => ({
    name,
    document: known(read(document)),
    origin: "live",
    urn: undefined,
  }));
  const permissionsBoundary = known(boundary ? BOUNDARY : null);
  return consoleUser(name, { inlinePolicies, ...changes }, { permissionsBoundary, ...live });
}

function accountOf(
  users: readonly User[],
  boundary?: JsonDocument,
  changes: Partial<AccountFacts> = {},
): AccountFacts {
  const policies = boundary ? [[BOUNDARY, managedPolicy(boundary, { name: "boundary" })] as const] : [];
  return modelAccount([], { users: found(users), policies: found(new Map(policies)), ...changes });
}

function verify(account: AccountFacts, rollout: object | null = null): Verification {
  const parsed = rollout && parseRolloutObject(rollout, "rollout.yaml");
  return verifyAccount(account, { rollout: parsed, now: NOW, actions });
}

function verifyOne(has: Has): Verification {
  return verify(accountOf([user("ann", has)], has.boundary));
}

function verdictOf({ groups }: Verification, name = "ann"): string {
  const user = groups.flatMap(({ users }) => users).find((user) => user.name === name);
  assert.ok(user, `${name} was not judged`);
  return describeVerdict(user.verdict);
}

/** What is open now that should not be, a line for each reason. */
function exceptionsOf({ groups }: Verification): string[] {
  return groups.flatMap(({ answer }) => answer.moments[0]?.open.map(describeOpen) ?? []);
}

const PASSES = "without MFA only the self-service set works";
const FAILS = "more than the self-service set works without MFA";
const allow = (Action: string | string[], more: object = {}) => ({
  Version: "2012-10-17",
  Statement: [{ Sid: "Some", Effect: "Allow", Action, Resource: "*", ...more }],
});

const CASES: Record<string, Has & { says: string; open?: string }> = {
  "our policy beside everything": { documents: { ours: ours(), admin: ALLOW_ALL }, says: PASSES },
  "our policy alone": { documents: { ours: ours() }, says: PASSES },
  "our policy as a wave deploys it, before the deadline": {
    documents: { ours: ours("aws", { from: new Date("2027-02-01T09:00:00Z") }), admin: ALLOW_ALL },
    says: "in grace: without MFA only the self-service set works from 2027-02-01 09:00 UTC on",
    open: "allowed by statement 1 of policy admin",
  },
  "our policy as a wave deploys it, after the deadline": {
    documents: { ours: ours("aws", { from: new Date("2026-02-01T09:00:00Z") }), admin: ALLOW_ALL },
    says: PASSES,
  },
  "deactivation exempt": {
    documents: {
      ours: withDeny({ NotAction: ["iam:D*MFADevice", "iam:EnableMFADevice"] }),
      admin: ALLOW_ALL,
    },
    says: FAILS,
    open:
      "2 actions with a long-term access key; without MFA; with a long-term access key, through an AWS service; " +
      "without MFA, through an AWS service: iam:DeactivateMFADevice, iam:DeleteVirtualMFADevice; " +
      "allowed by statement 1 of policy admin",
  },
  "a weakness that the user's other policies do not reach": {
    documents: { ours: withDeny({ NotAction: ["iam:*", "sts:GetSessionToken"] }), some: allow("s3:*") },
    says: PASSES,
  },
  "what a Deny exempts and the list of actions does not have": {
    documents: {
      ours: withDeny({ NotAction: ["iam:EnableMFADevice", "newservice:DoIt"] }),
      admin: ALLOW_ALL,
    },
    says: FAILS,
    open: "1 action with a long-term access key",
  },
  "a condition on the network": {
    documents: {
      ours: withDeny({ Condition: { ...NO_MFA, NotIpAddress: { "aws:SourceIp": "10.0.0.0/8" } } }),
      admin: ALLOW_ALL,
    },
    says: FAILS,
    open: "can't tell: DenyAllExceptListedIfNoMFA of policy ours: aws:SourceIp is not known",
  },
  "a second policy that allows more does not help: the Deny wins": {
    documents: { ours: ours(), other: allow(["iam:DeactivateMFADevice", "s3:*"], { Condition: NO_MFA }) },
    says: PASSES,
  },
  "a second policy that closes what the first one leaves open": {
    documents: {
      ours: withDeny({ NotAction: ["iam:D*MFADevice", "iam:EnableMFADevice"] }),
      more: {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Deny",
            Action: ["iam:DeactivateMFADevice", "iam:DeleteVirtualMFADevice"],
            Resource: "*",
            Condition: NO_MFA,
          },
        ],
      },
      admin: ALLOW_ALL,
    },
    says: PASSES,
  },
  "a boundary that keeps the user from what the policy leaves open": {
    documents: { ours: withDeny({ NotAction: ["iam:EnableMFADevice", "s3:GetObject"] }), admin: ALLOW_ALL },
    boundary: allow("iam:*"),
    says: PASSES,
  },
  "a boundary that forces MFA": { documents: { admin: ALLOW_ALL }, boundary: boundaryOfOurs(), says: PASSES },
  "a denial that ends": {
    documents: {
      ours: withDeny({
        Condition: { ...NO_MFA, DateLessThan: { "aws:CurrentTime": "2027-01-01T00:00:00Z" } },
      }),
      admin: ALLOW_ALL,
    },
    says: `${FAILS} from 2027-01-01 00:00 UTC on`,
  },
  "no policy that forces MFA": { documents: { admin: ALLOW_ALL }, says: "under no policy that forces MFA" },
  "no policy at all": { documents: {}, says: "under no policy that forces MFA" },
  "no device, and enabling one is denied": {
    documents: { ours: withDeny({ NotAction: ["sts:GetSessionToken"] }), admin: ALLOW_ALL },
    live: { devices: found([]) },
    says:
      "denied everything without MFA, and locked out: " +
      "iam:CreateVirtualMFADevice is denied by DenyAllExceptListedIfNoMFA of policy ours",
  },
  "enabling a device denied to somebody who has one": {
    documents: { ours: withDeny({ NotAction: ["sts:GetSessionToken"] }), admin: ALLOW_ALL },
    says: PASSES,
  },
};

function boundaryOfOurs(): JsonDocument {
  const { Version = "2012-10-17", Statement } = ours();
  return { Version, Statement: [...Statement, ...ALLOW_ALL.Statement] };
}

/**
 * Not weaknesses of a user's whole set: what breaks enrolment, locks out, leaves open what nobody else is here, or names
 * no action that there is.
 */
const NO_OPENING = ["locked-out", "some-users", "misspelt"];
const OPENS = Object.entries(BROKEN).filter(
  ([, { codes }]) => !codes.every((code) => code.startsWith("enrolment") || NO_OPENING.includes(code)),
);

describe("the verification of a user's policies", () => {
  before(async () => {
    ({ actions } = await loadActionList());
  });

  for (const [shows, { says, open, ...has }] of Object.entries(CASES)) {
    it(shows, () => {
      const verification = verifyOne(has);
      assert.equal(verdictOf(verification), says);
      const exceptions = exceptionsOf(verification);
      if (open)
        assert.ok(
          exceptions.some((line) => line.includes(open)),
          exceptions.join("\n"),
        );
      if (says === PASSES) assert.deepEqual(exceptions, []);
    });
  }

  for (const [what, { document }] of OPENS) {
    it(`finds a weakness beside everything: ${what}`, () => {
      // Of a user whose tags are known it is no weakness that others are spared by a tag.
      const verification = verifyOne({
        documents: { broken: document, admin: ALLOW_ALL },
        changes: { tags: NOT_READ },
      });
      assert.match(verdictOf(verification), new RegExp(`^${FAILS}`));
      assert.ok(verification.groups[0]?.hints.length, "no hint says what is wrong with the policy");
    });
  }

  it("tells of a policy for other users what it is for this one, and of nobody made up", () => {
    const forOthers = withDeny({ Condition: { ...NO_MFA, StringEquals: { "aws:username": "somebody" } } });
    const [group] = verifyOne({ documents: { others: forOthers, admin: ALLOW_ALL } }).groups;
    assert.deepEqual(group?.hints, ["policy others: everything works without MFA"]);
  });

  it("counts what may succeed of all actions in each scenario, with MFA as the control", () => {
    const [group] = verifyOne({ documents: { ours: ours(), admin: ALLOW_ALL } }).groups;
    const counts = group?.answer.moments[0]?.counts.map(
      ({ scenario: { mfa, viaService }, maySucceed, beyond }) => {
        return [mfa, viaService, maySucceed, beyond];
      },
    );
    // The self-service set, and GetCallerIdentity, which can't be denied.
    const nine = [8 + 1, 0];
    const all = [actions.length, actions.length - 8 - 3 - 1];
    assert.deepEqual(counts, [
      ...[
        ["absent", false, ...nine],
        ["false", false, ...nine],
        ["true", false, ...all],
      ],
      ...[
        ["absent", true, ...nine],
        ["false", true, ...nine],
        ["true", true, ...all],
      ],
    ]);
  });

  it("lets calls by AWS services pass where the rollout file says so, and only then", () => {
    const documents = { ours: ours("aws", { viaAwsServices: true }), admin: ALLOW_ALL };
    const account = accountOf([user("ann", { documents })]);
    assert.equal(verdictOf(verify(account)), FAILS);
    const rollout = { account: "new", selfService: { viaAwsServices: true } };
    assert.equal(verdictOf(verify(account, rollout)), PASSES);
  });
});

describe("the verification of an account", () => {
  const intact = { ours: read(ours()), admin: read(ALLOW_ALL) };
  const shared = (): InlinePolicy[] =>
    Object.entries(intact).map(([name, document]) => ({
      name,
      document: known(document),
      origin: "live",
      urn: undefined,
    }));

  it("works out one answer for all who have the same policies, whatever their names", () => {
    const users = ["ann", "bob", "cid", "dee"].map((name) =>
      consoleUser(name, { inlinePolicies: shared() }, { path: name === "cid" ? "/team/" : "/" }),
    );
    const { groups } = verify(accountOf(users));
    assert.deepEqual(
      groups.map(({ users }) => users.map(({ name }) => name)),
      [["ann", "bob", "dee"], ["cid"]],
    );
  });

  it("does not share the answer with a user whom a condition singles out", () => {
    const leaky = read(withDeny({ Condition: { ...NO_MFA, StringNotEquals: { "aws:username": "bob" } } }));
    const inlinePolicies: InlinePolicy[] = [
      ...shared().slice(1),
      { name: "leaky", document: known(leaky), origin: "live", urn: undefined },
    ];
    const account = accountOf(["ann", "bob", "cid"].map((name) => consoleUser(name, { inlinePolicies })));
    const verification = verify(account);
    assert.deepEqual(
      ["ann", "bob", "cid"].map((name) => verdictOf(verification, name)),
      [PASSES, FAILS, PASSES],
    );
  });

  it("does not share the answer with a user whom a resource names", () => {
    const leaky = read(withDeny({ Resource: undefined, NotResource: "arn:aws:iam::*:user/bob" }));
    const own = read(allow("iam:DeleteUser", { Resource: "arn:aws:iam::*:user/${aws:username}" }));
    const inlinePolicies = Object.entries({ leaky, own }).map(([name, document]): InlinePolicy => ({
      name,
      document: known(document),
      origin: "live",
      urn: undefined,
    }));
    const verification = verify(
      accountOf(["ann", "bob"].map((name) => consoleUser(name, { inlinePolicies }))),
    );
    assert.deepEqual([verdictOf(verification, "ann"), verdictOf(verification, "bob")], [PASSES, FAILS]);
  });

  it("judges policies that come through a group", () => {
    const account = modelAccount([consoleUser("bob", { groups: [{ group: "force-mfa", origin: "live" }] })]);
    const verification = verify(account);
    assert.equal(verdictOf(verification, "bob"), PASSES);
    assert.equal(verdictOf(verification, "ann"), "under no policy that forces MFA");
    assert.deepEqual(
      verification.groups.map(({ policies }) => policies.identity.map(({ name }) => name)),
      [[], ["force-mfa-self-service of group force-mfa"]],
    );
  });

  it("names who is exempt, and does not judge them", () => {
    const exemptions = [{ user: "root-key", owner: "sec", reason: "sealed", expires: "2027-01-31" }];
    const account = accountOf([consoleUser("root-key", {})]);
    const verification = verify(account, { account: "new", exemptions });
    assert.deepEqual(
      verification.exempt.map(({ name }) => name),
      ["root-key"],
    );
    assert.equal(countKinds(verification).uncovered, 0);
    assert.equal(countKinds(verify(account, { account: "new" })).uncovered, 1);
  });

  it("leaves machine users out", () => {
    const robot = consoleUser("robot", {}, { loginProfile: known(null) });
    assert.deepEqual(verify(accountOf([robot])).groups, []);
  });
});

describe("what the verification can't look at", () => {
  const inlinePolicies: InlinePolicy[] = [
    { name: "ours", document: known(read(ours())), origin: "live", urn: undefined },
  ];
  const attachedPolicies = [{ policy: "arn:aws:iam::aws:policy/Gone", origin: "live" as const }];
  const cases: Record<string, AccountFacts> = {
    "the policies of a user": accountOf([consoleUser("ann", { inlinePolicies, policiesComplete: NOT_READ })]),
    "one policy's document": accountOf([
      consoleUser("ann", {
        inlinePolicies: [
          ...inlinePolicies,
          { name: "odd", document: NOT_READ, origin: "live", urn: undefined },
        ],
      }),
    ]),
    "the permissions boundary": accountOf([
      consoleUser("ann", { inlinePolicies }, { permissionsBoundary: NOT_READ }),
    ]),
    "a permissions boundary that was not listed": accountOf([
      consoleUser("ann", { inlinePolicies }, { permissionsBoundary: known("arn:aws:iam::aws:policy/Gone") }),
    ]),
    "a policy that was not listed": accountOf([consoleUser("ann", { inlinePolicies, attachedPolicies })]),
    "a group that was not listed": accountOf([
      consoleUser("ann", { inlinePolicies, groups: [{ group: "gone", origin: "live" }] }),
    ]),
    "the list of users": accountOf([], undefined, { users: found([], NOT_READ) }),
  };

  for (const [what, account] of Object.entries(cases)) {
    it(`is unknown, never a pass: ${what}`, () => {
      const verification = verify(account);
      const { unknown, passes } = countKinds(verification);
      assert.deepEqual([unknown, passes], [1, 0]);
      assert.ok(verification.gaps[0]?.reason.message);
    });
  }

  it("counts a user whose password is not known as a console user", () => {
    const verification = verify(accountOf([consoleUser("ann", {}, { loginProfile: NOT_READ })]));
    assert.equal(countKinds(verification).uncovered, 1);
  });
});

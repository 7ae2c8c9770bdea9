import assert from "node:assert/strict";
import type { LiveAccount } from "../../enforcement/account/live-account";
import type { StackConfig } from "../../enforcement/config";
import { prepare } from "../../enforcement/prepare";
import { type AccountFacts, type User } from "../../policypack/facts/account-facts";
import { known } from "../../policypack/facts/fact";
import type { RolloutInput } from "../../policypack/rollout/rollout-schema";
import { consoleUser, found, NOT_READ, NOW, role, userWithoutMfa, VIRTUAL } from "../support/accounts";
import { ADA, ADMIN, account, DEADLINE, deployedWave, inGroups, liveAccount, stackConfig } from "./accounts";

const EVERYONE: RolloutInput = {
  account: "existing",
  waves: [{ name: "everyone", rest: true, deadline: DEADLINE }],
};
const NEW: RolloutInput = { account: "new" };

function prepared(
  rollout: RolloutInput,
  facts: AccountFacts,
  live: Partial<LiveAccount> = {},
  config: Partial<StackConfig> = {},
) {
  return prepare(stackConfig(rollout, config), liveAccount(facts, live), NOW);
}

function caller(name: string, longTermKey = false): Partial<LiveAccount> {
  const arn = `arn:aws:iam::111122223333:user/team/${name}`;
  return { callers: [known({ accountId: "111122223333", partition: "aws", arn, longTermKey })] };
}

describe("what is deployed", () => {
  it("is one group for a new account, of every console user", async () => {
    const machine = consoleUser("ci", {}, { loginProfile: known(null) });
    const { covers, refusals } = await prepared(NEW, account([ADA, consoleUser("bob"), machine]));
    assert.deepEqual(refusals, []);
    assert.deepEqual(
      covers.map(({ name, groupName, from, users }) => ({ name, groupName, from, users })),
      [{ name: "force-mfa", groupName: "force-mfa", from: null, users: ["ada", "bob"] }],
    );
  });

  it("is of just the named users where they are listed, in the account's own spelling", async () => {
    const { covers } = await prepared(NEW, account([ADA, consoleUser("bob")]), {}, { users: ["BOB"] });
    assert.deepEqual(covers[0]?.users, ["bob"]);
  });

  it("is no guess where it is not known who has a password", async () => {
    const unclear = consoleUser("una", {}, { loginProfile: NOT_READ });
    const { covers, refusals } = await prepared(EVERYONE, account([ADA, unclear]));
    assert.deepEqual(covers, []);
    assert.match(refusals.join(), /^Whether una is to be covered is not known: .*AccessDenied/);
  });

  it("is a user whose password is not known, where the wave has their name", async () => {
    const unclear = consoleUser("una", {}, { loginProfile: NOT_READ });
    const waves = [{ name: "one", users: ["una"], deadline: DEADLINE }];
    const { covers, refusals } = await prepared({ account: "existing", waves }, account([ADA, unclear]));
    assert.deepEqual([refusals, covers[0]?.users], [[], ["una"]]);
  });
});

describe("who comes, moves and goes", () => {
  const before = deployedWave("one", DEADLINE);
  const member = (name: string) => consoleUser(name, inGroups("force-mfa-one"));
  const waves = (deadline: string, users: string[]): RolloutInput => ({
    account: "existing",
    waves: [
      { name: "one", users, deadline },
      { name: "two", rest: true, deadline: "2027-03-01T09:00:00Z" },
    ],
  });
  const notes = async (rollout: RolloutInput, users: User[]) => {
    const facts = account([ADA, ...users], [before.group], before.policies);
    return (await prepared(rollout, facts)).notes.map(({ severity, message }) => `${severity}: ${message}`);
  };

  for (const [what, rollout, users, expected] of [
    [
      "a user who comes",
      waves(DEADLINE, ["bob"]),
      [consoleUser("bob")],
      [/^info: Into wave one, .*: bob\.$/, /^info: Into wave two, .*: ada/],
    ],
    [
      "a deadline put off",
      waves("2027-02-02T09:00:00Z", ["bob", "ada"]),
      [member("bob")],
      [/^warning: The deadline of wave one moves later, from 2027-02-01 09:00 UTC to 2027-02-02 09:00 UTC/],
    ],
    [
      "a move to a later wave",
      waves(DEADLINE, ["ada"]),
      [member("bob")],
      [/^warning: From group force-mfa-one into wave two, which puts their deadline off, .*: bob\.$/],
    ],
    [
      "a user who goes",
      { account: "existing", waves: [{ name: "one", users: ["ada"], deadline: DEADLINE }] },
      [member("bob")],
      [/^warning: Out of group force-mfa-one, and denied nothing any more, .*: bob\.$/],
    ],
    [
      "an exemption",
      {
        ...waves(DEADLINE, ["bob"]),
        exemptions: [{ user: "bob", owner: "sec", reason: "why", expires: "2027-01-01" }],
      },
      [member("bob")],
      [/^info: Out of group force-mfa-one, exempt until 2027-01-01 23:59 UTC by sec: bob\.$/],
    ],
    ["a deadline brought forward: nothing", waves("2027-01-02T09:00:00Z", ["bob"]), [member("bob")], []],
  ] as [string, RolloutInput, User[], RegExp[]][]) {
    it(`tells of ${what}`, async () => {
      const told = await notes(rollout, users);
      for (const pattern of expected)
        assert.ok(
          told.some((note) => pattern.test(note)),
          told.join("\n"),
        );
      if (expected.length === 0) assert.ok(!told.some((note) => /one/.test(note)), told.join("\n"));
    });
  }

  it("tells who is denied immediately, of a new account", async () => {
    const told = await notes(NEW, [consoleUser("bob")]);
    assert.ok(told.includes("info: Into group force-mfa, denied immediately: ada, bob."), told.join("\n"));
  });

  it("tells nothing where nothing changes", async () => {
    const two = deployedWave("two", "2027-03-01T09:00:00Z");
    const ada = consoleUser("ada", { ...ADMIN, ...inGroups("force-mfa-two") });
    const facts = account([ada, member("bob")], [before.group, two.group], {
      ...before.policies,
      ...two.policies,
    });
    assert.deepEqual((await prepared(waves(DEADLINE, ["bob"]), facts)).notes, []);
  });

  it("warns at every deployment of options that weaken the policy", async () => {
    const selfService = { passwordChangeBeforeMfa: true, signInBeforeMfa: true, viaAwsServices: true };
    const { notes } = await prepared({ ...EVERYONE, selfService }, account([ADA]));
    const warnings = notes.filter(({ severity }) => severity === "warning").map(({ message }) => message);
    assert.deepEqual(
      warnings.map((message) => message.split(" ")[0]),
      ["selfService.passwordChangeBeforeMfa", "selfService.signInBeforeMfa", "selfService.viaAwsServices"],
    );
  });

  it("warns where console authorization is on, or not known, and the policy denies signing in", async () => {
    const noted = async (rollout: object, consoleAuthorization: AccountFacts["consoleAuthorization"]) => {
      const { notes } = await prepared(
        { ...EVERYONE, ...rollout },
        { ...account([ADA]), consoleAuthorization },
      );
      return notes
        .filter(({ message }) => message.includes("onsole authorization"))
        .map(({ message }) => message);
    };
    assert.deepEqual(await noted({}, known("off")), []);
    assert.match(
      (await noted({}, known("on"))).join(),
      /^Console authorization is on, by AWS: .*signInBeforeMfa/,
    );
    assert.match(
      (await noted({}, NOT_READ)).join(),
      /^It is not known whether console authorization is on: /,
    );
    assert.match(
      (await noted({ consoleAuthorization: "on" }, known("off"))).join(),
      /is on, by the rollout file: /,
    );
    assert.deepEqual(await noted({ consoleAuthorization: "off" }, NOT_READ), []);
    const none = known("not configured" as const);
    assert.match((await noted({}, none)).join(), /^Console authorization is taken to be off, .*not document/);
    assert.match((await noted({ consoleAuthorization: "on" }, none)).join(), /is on, by the rollout file: /);
    assert.deepEqual(await noted({ consoleAuthorization: "off" }, none), []);
    assert.match((await noted({ consoleAuthorization: "off" }, known("on"))).join(), /is on, by AWS: /);
    assert.deepEqual(await noted({ selfService: { signInBeforeMfa: true } }, known("on")), []);
  });
});

describe("a deployment is refused", () => {
  const EXCEPTION = { actions: ["s3:GetObject"], owner: "o", reason: "r", expires: "2027-01-01" };
  const trusting = (Principal: object) =>
    role(
      "r",
      { Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal }] },
      { attachedPolicies: [{ policy: "arn:aws:iam::aws:policy/AdministratorAccess", origin: "live" }] },
    );
  const alone = userWithoutMfa("ann", ADMIN);
  const names = (letter: string, length: number) => Array.from({ length }, (_, i) => `${letter}${i}`);
  const atLimit = consoleUser("bob", inGroups(...names("g", 10)));
  const { group: someGroup, policies: somePolicies } = deployedWave("x", DEADLINE);
  const groupsNamed = (length: number) => names("g", length).map((name) => ({ ...someGroup, name }));
  const policiesNamed = (length: number) =>
    Object.fromEntries(
      names("p", length).map((name) => [
        `arn:aws:iam::111122223333:policy/${name}`,
        { ...Object.values(somePolicies)[0], name },
      ]),
    ) as never;
  const forceMfaWith = (length: number) => ({
    ...someGroup,
    name: "force-mfa",
    attachedPolicies: names("p", length).map((policy) => ({ policy, origin: "live" as const })),
  });

  for (const [why, rollout, facts, live, expected] of [
    [
      "where nobody could be read",
      NEW,
      { ...account([]), users: found([], NOT_READ) },
      {},
      /^Who is to be covered is not known: .*AccessDenied/,
    ],
    [
      "where the deployer is not known",
      NEW,
      account([ADA]),
      { callers: [NOT_READ] },
      /^Who runs this deployment is not known/,
    ],
    [
      "where the deployer has no device",
      NEW,
      account([ADA, userWithoutMfa("Bob")]),
      caller("bob"),
      /^bob runs this deployment, which puts bob into group force-mfa: they have no MFA device/,
    ],
    [
      "where the deployer's devices are not known",
      NEW,
      account([ADA, userWithoutMfa("bob", {}, { devices: found([], NOT_READ) })]),
      caller("bob"),
      /^bob runs .* not known: could not read the MFA devices/,
    ],
    [
      "where the deployer has MFA and a long-term key",
      NEW,
      account([ADA]),
      caller("ada", true),
      /^ada runs .* long-term access key/,
    ],
    [
      "where the base of an assumed role has no device",
      NEW,
      account([ADA, userWithoutMfa("bob")]),
      { callers: [...(caller("zoe").callers ?? []), ...(caller("bob").callers ?? [])] },
      /^bob runs/,
    ],
    [
      "for a session whose user is not told",
      NEW,
      account([ADA]),
      {
        callers: [
          known({
            accountId: "111122223333",
            partition: "aws",
            arn: "arn:aws:sts::111122223333:federated-user/x",
            longTermKey: false,
          }),
        ],
      },
      /^arn:aws:sts::111122223333:federated-user\/x runs/,
    ],
    [
      "where no administrator is left",
      NEW,
      account([alone]),
      {},
      /^No administrator would be left who can act: ann has no MFA device/,
    ],
    [
      "where only a service's role is left",
      NEW,
      { ...account([alone]), roles: found([trusting({ Service: "lambda.amazonaws.com" })]) },
      {},
      /^No administrator would be left/,
    ],
    [
      "where roles can't be read",
      NEW,
      { ...account([alone]), roles: found([], NOT_READ) },
      {},
      /^No administrator is left .* roles are not known: .*AccessDenied/,
    ],
    [
      "over ten groups for a user",
      NEW,
      account([ADA, atLimit]),
      {},
      /^IAM allows 10 groups for a user; bob is in 10, without force-mfa/,
    ],
    [
      "over the groups of an account",
      NEW,
      account([ADA], groupsNamed(300)),
      {},
      /^IAM allows 300 groups in account 111122223333; it has 300, and this deployment adds 1/,
    ],
    [
      "over the policies of an account",
      NEW,
      account([ADA], [], policiesNamed(1500)),
      {},
      /^IAM allows 1500 customer managed policies in account 111122223333; it has 1500, and this deployment adds 1/,
    ],
    [
      "over ten policies in a group",
      NEW,
      account([ADA], [forceMfaWith(10)]),
      {},
      /^IAM allows 10 managed policies in a group; group force-mfa has 10 besides ours/,
    ],
    [
      "for a policy's new path under its old name",
      { account: "new", path: "/a/" },
      account([ADA], [], {
        "arn:aws:iam::111122223333:policy/force-mfa-self-service": {
          ...Object.values(deployedWave("x", DEADLINE).policies)[0],
          name: "force-mfa-self-service",
        } as never,
      }),
      {},
      /the path \/, and IAM takes no second of that name with the path \/a\//,
    ],
    [
      "for a new wave with a deadline past",
      { account: "existing", waves: [{ name: "one", rest: true, deadline: "2026-01-01T00:00:00Z" }] },
      account([ADA]),
      {},
      /^Wave one is new, and its deadline/,
    ],
    [
      "for one whose deployment was cut off before anybody was told: its policy is there, and its group has it not",
      { account: "existing", waves: [{ name: "one", rest: true, deadline: "2026-01-01T00:00:00Z" }] },
      account(
        [ADA],
        [{ ...deployedWave("one", "2026-01-01T00:00:00Z").group, attachedPolicies: [] }],
        deployedWave("one", "2026-01-01T00:00:00Z").policies,
      ),
      {},
      /^Wave one is new, and its deadline/,
    ],
    [
      "for an exemption that runs too long",
      { ...EVERYONE, exemptions: [{ user: "ada", owner: "o", reason: "r", expires: "2029-01-01" }] },
      account([ADA]),
      {},
      /^The exemption of ada runs for/,
    ],
    [
      "for a deadline further off than is allowed",
      { ...EVERYONE, maxGraceDays: 30 },
      account([ADA]),
      {},
      /^The deadline of wave .* days away; at most 30 are allowed/,
    ],
    [
      "for an exception that runs too long",
      { ...EVERYONE, exceptions: [{ ...EXCEPTION, expires: "2029-01-01" }] },
      account([ADA]),
      {},
      /^The exception runs for/,
    ],
    [
      "for an exception that undoes MFA",
      { ...EVERYONE, exceptions: [{ ...EXCEPTION, actions: ["iam:PutUserPolicy"] }] },
      account([ADA]),
      {},
      /^The exception lets iam:PutUserPolicy work without MFA/,
    ],
    [
      "for an exception of a wave that is not there",
      { ...EVERYONE, exceptions: [{ ...EXCEPTION, waves: ["none"] }] },
      account([ADA]),
      {},
      /^The exception is for wave none/,
    ],
    ["without any wave", { account: "existing" }, account([ADA]), {}, /^There are no waves/],
  ] as [string, RolloutInput, AccountFacts, Partial<LiveAccount>, RegExp][]) {
    it(why, async () => {
      const { refusals } = await prepared(rollout, facts, live);
      assert.equal(refusals.length, 1, refusals.join("\n"));
      assert.match(refusals[0] ?? "", expected);
    });
  }

  for (const [what, rollout, facts, live, config] of [
    [
      "a deployer who is told to be locked out",
      NEW,
      account([ADA, userWithoutMfa("bob")]),
      caller("bob"),
      { allow: { lockingMyselfOut: true, noAdministratorLeft: false, lockingOut: [] } },
    ],
    [
      "no administrator left, where told to",
      NEW,
      account([alone]),
      {},
      { allow: { lockingMyselfOut: false, noAdministratorLeft: true, lockingOut: [] } },
    ],
    ["a deployer who is not covered", EVERYONE, account([ADA]), caller("zoe"), {}],
    ["a deployer with MFA in a session", NEW, account([ADA]), caller("ada"), {}],
    [
      "an administrator role for people",
      NEW,
      { ...account([alone]), roles: found([trusting({ AWS: "arn:aws:iam::111122223333:root" })]) },
      {},
      {},
    ],
    [
      "an administrator role for federated people",
      NEW,
      {
        ...account([alone]),
        roles: found([trusting({ Federated: "arn:aws:iam::111122223333:saml-provider/x" })]),
      },
      {},
      {},
    ],
    [
      "an administrator who is left out",
      { ...NEW, exemptions: [{ user: "ann", owner: "o", reason: "r", expires: "2027-01-01" }] },
      account([alone, consoleUser("bob")]),
      {},
      {},
    ],
    ["an account without administrators", NEW, account([consoleUser("bob")]), {}, {}],
    [
      "an account that has just as many groups and policies as IAM allows after it",
      NEW,
      account([ADA], groupsNamed(299), policiesNamed(1499)),
      {},
      {},
    ],
    [
      "a group that has just as many policies as IAM allows after it",
      NEW,
      account([ADA], [forceMfaWith(9)]),
      {},
      {},
    ],
    [
      "a user at the limit who is in the group already",
      NEW,
      account([ADA, consoleUser("bob", inGroups("force-mfa", ...names("g", 9)))]),
      {},
      {},
    ],
    [
      "a user who is in just as many groups as IAM allows after it",
      NEW,
      account([ADA, consoleUser("bob", inGroups(...names("g", 9)))]),
      {},
      {},
    ],
    [
      "a raised quota",
      NEW,
      account([ADA, atLimit]),
      { quotas: known({ groups: 500, policies: 5000, groupsPerUser: 11, policiesPerGroup: 10 }) },
      {},
    ],
  ] as [string, RolloutInput, AccountFacts, Partial<LiveAccount>, Partial<StackConfig>][]) {
    it(`not: ${what}`, async () => {
      assert.deepEqual((await prepared(rollout, facts, live, config)).refusals, []);
    });
  }

  it("not, but warns: a user who comes into a wave past its deadline", async () => {
    const { group, policies } = deployedWave("one", "2026-11-01T00:00:00Z");
    const waves = [{ name: "one", rest: true as const, deadline: "2026-11-01T00:00:00Z" }];
    const { refusals, notes } = await prepared(
      { account: "existing", waves },
      account([ADA, consoleUser("bob")], [group], policies),
    );
    assert.deepEqual(refusals, []);
    const [note] = notes.filter(({ message }) => /^Into wave one, .* past, so immediately: /.test(message));
    assert.equal(note?.severity, "warning");
  });

  it("not: a wave past its deadline by another name, whose users are denied already", async () => {
    const { group, policies } = deployedWave("one", "2026-11-01T00:00:00Z");
    const ada = consoleUser("ada", { ...ADMIN, ...inGroups("force-mfa-one") }, { devices: found([VIRTUAL]) });
    const waves = [{ name: "uno", rest: true as const, deadline: "2026-11-01T00:00:00Z" }];
    assert.deepEqual(
      (await prepared({ account: "existing", waves }, account([ada], [group], policies))).refusals,
      [],
    );
  });
});

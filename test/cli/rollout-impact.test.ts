import assert from "node:assert/strict";
import { adviseBreak, describeBreak } from "../../cli/rollout/consequences";
import { impactOf, type Person } from "../../cli/rollout/impact";
import { accountPlan } from "../../cli/rollout/organization-plan";
import { administratorsWarning } from "../../cli/rollout/plan-words";
import { known } from "../../policypack/facts/fact";
import type {
  AccessKey,
  AccountFacts,
  LiveUser,
  LoginProfile,
  MfaDevice,
  User,
} from "../../policypack/facts/account-facts";
import { parseRolloutObject } from "../../policypack/rollout/parse";
import type { RolloutInput } from "../../policypack/rollout/rollout-schema";
import {
  consoleUser,
  DENIED,
  found,
  inlinePolicy,
  modelAccount,
  NOT_READ,
  NOW,
  password,
  userWithoutMfa,
  VIRTUAL,
} from "../support/accounts";

const FIDO: MfaDevice = { kind: "fido", serial: "arn:aws:iam::111122223333:u2f/user/ann/k", enabled: null };

function key(daysAgo: number, changes: Partial<AccessKey> = {}): AccessKey {
  const at = new Date(NOW.getTime() - daysAgo * 24 * 60 * 60 * 1000);
  return { active: true, rotated: null, lastUsed: { at, region: "eu-central-1", service: "s3" }, ...changes };
}

function profile(changes: Partial<LoginProfile>): LiveUser["loginProfile"] {
  return known({ changed: null, lastUsed: NOW, nextRotation: null, resetRequired: known(false), ...changes });
}

function rollout(content: Partial<RolloutInput>) {
  return parseRolloutObject({ account: "existing", ...content }, "test");
}

function person(account: AccountFacts, name = "bob", content: Partial<RolloutInput> = {}): Person {
  const found = impactOf(account, rollout(content), NOW).people.find((p) => p.name === name);
  assert.ok(found, `${name} is not among the people`);
  return found;
}

function bob(
  live: Partial<LiveUser> = {},
  account: Partial<AccountFacts> = {},
  user: Partial<User> = {},
): Person {
  return person(modelAccount([userWithoutMfa("bob", user, { loginProfile: profile({}), ...live })], account));
}

/** A user who is fine but for one thing, and what becomes of them. */
const CASES: Record<
  string,
  { live: Partial<LiveUser>; user?: Partial<User>; verdict: Person["verdict"]; breaks: readonly string[] }
> = {
  "who has a device and no keys": { live: { devices: found([VIRTUAL]) }, verdict: "ready", breaks: [] },
  "who has no device": { live: {}, verdict: "must enrol", breaks: [] },
  "who has a device and a key in use": {
    live: { devices: found([VIRTUAL]), accessKeys: known([key(1)]) },
    verdict: "would break",
    breaks: ["access-key"],
  },
  "who used a key 90 days ago": {
    live: { accessKeys: known([key(90)]) },
    verdict: "would break",
    breaks: ["access-key"],
  },
  "who used a key 91 days ago": { live: { accessKeys: known([key(91)]) }, verdict: "must enrol", breaks: [] },
  "who has a key that is switched off": {
    live: { accessKeys: known([key(1, { active: false })]) },
    verdict: "must enrol",
    breaks: [],
  },
  "who has a key that was never used": {
    live: { accessKeys: known([key(1, { lastUsed: null })]) },
    verdict: "must enrol",
    breaks: [],
  },
  "who must change the password": {
    live: { loginProfile: profile({ resetRequired: known(true) }) },
    verdict: "would break",
    breaks: ["password-reset"],
  },
  "who must change the password and has a device": {
    live: { devices: found([VIRTUAL]), loginProfile: profile({ resetRequired: known(true) }) },
    verdict: "ready",
    breaks: [],
  },
  "whose password has expired, and of whom it could not be read whether a reset was asked for": {
    live: {
      loginProfile: profile({ nextRotation: new Date("2026-07-30T00:00:00Z"), resetRequired: NOT_READ }),
    },
    verdict: "would break",
    breaks: ["password-expired"],
  },
  "who has a device, under a boundary that could not be read": {
    live: { devices: found([VIRTUAL]) },
    user: { permissionsBoundary: NOT_READ },
    verdict: "unknown",
    breaks: [],
  },
  "who has a security key and uses the CLI": {
    live: { devices: found([FIDO]), accessKeys: known([key(1)]) },
    verdict: "would break",
    breaks: ["access-key", "fido-only"],
  },
  "who has a security key and no CLI": { live: { devices: found([FIDO]) }, verdict: "ready", breaks: [] },
  "who has a security key beside an app": {
    live: { devices: found([FIDO, VIRTUAL]), accessKeys: known([key(1)]) },
    verdict: "would break",
    breaks: ["access-key"],
  },
  "who never signed in, and keys are in use": {
    live: { accessKeys: known([key(1)]), loginProfile: profile({ lastUsed: null }) },
    verdict: "would break",
    breaks: ["access-key", "machine-with-password"],
  },
  "whose keys could not be read": { live: { accessKeys: NOT_READ }, verdict: "must enrol", breaks: [] },
  "who has a device and keys that could not be read": {
    live: { devices: found([VIRTUAL]), accessKeys: NOT_READ },
    verdict: "unknown",
    breaks: [],
  },
  "whose devices could not be read": {
    live: { devices: found([], NOT_READ) },
    verdict: "unknown",
    breaks: [],
  },
};

describe("the impact of forcing MFA", () => {
  for (const [who, { live, user, verdict, breaks }] of Object.entries(CASES)) {
    it(`calls a user ${who} "${verdict}"`, () => {
      const judged = bob(live, {}, user);
      assert.deepEqual(
        { verdict: judged.verdict, breaks: judged.breaks.map(({ kind }) => kind) },
        { verdict, breaks },
      );
    });
  }

  it("says of a key which service, Region and day", () => {
    const [found] = bob({ accessKeys: known([key(1)]) }).breaks;
    assert.ok(found);
    assert.equal(describeBreak(found), "access key in use: s3 in eu-central-1 on 2026-11-20");
  });

  it("tells why a verdict may be too good, once for one reason", () => {
    assert.deepEqual(bob({ accessKeys: NOT_READ }).unknown, [DENIED]);
    assert.deepEqual(bob({ loginProfile: profile({ resetRequired: NOT_READ }) }).unknown, [DENIED]);
    assert.deepEqual(bob({}, { unassignedDevices: NOT_READ }).unknown, [DENIED]);
    assert.deepEqual(bob().unknown, []);
  });

  it("sees an unassigned device by the name of somebody without MFA, case aside, and no other", () => {
    const named = (name: string) => {
      const serial = `arn:aws:iam::111122223333:mfa/${name}`;
      const unassignedDevices = known([{ kind: "virtual" as const, serial, enabled: null, urn: undefined }]);
      return bob({}, { unassignedDevices }).breaks.map(({ kind }) => kind);
    };
    assert.deepEqual(named("BOB"), ["stale-device"]);
    assert.deepEqual(named("team/bob"), ["stale-device"]);
    assert.deepEqual(named("bobby"), []);
  });

  it("advises no change of a password that only an administrator can set anew", () => {
    const rules = { minimumLength: 6, maximumAge: null, hardExpiry: false, usersMayChange: true };
    const waves = [{ name: "all", rest: true as const, deadline: "2027-02-01T00:00:00Z" }];
    const expiring = (day: string) => ({ nextRotation: new Date(day) });
    const adviceWith = (changes: Partial<typeof rules>, password: Partial<LoginProfile>) =>
      person(
        modelAccount([userWithoutMfa("bob", {}, { loginProfile: profile(password) })], {
          passwordPolicy: known({ ...rules, ...changes }),
        }),
        "bob",
        { waves },
      )
        .breaks.map(adviseBreak)
        .join();
    assert.match(
      adviceWith({ hardExpiry: true }, expiring("2027-01-15")),
      /^Have them change the password before it expires; once it has, an administrator sets a new one((?!selfS).)*$/,
    );
    const barred = /^They can't change it now, either: have an administrator set a new one/;
    assert.match(adviceWith({ hardExpiry: true }, expiring("2026-07-30")), barred);
    for (const password of [expiring("2026-07-30"), expiring("2027-01-15"), { resetRequired: known(true) }]) {
      assert.match(adviceWith({ usersMayChange: false }, password), barred);
      assert.match(adviceWith({}, password), /^Have them change .* set selfService.passwordChangeBeforeMfa/);
    }
  });

  it("says of a password what is not known", () => {
    const policy = known({ minimumLength: 6, maximumAge: 90, hardExpiry: false, usersMayChange: true });
    const [found] = bob({}, { passwordPolicy: policy }).breaks;
    assert.ok(found);
    assert.match(
      describeBreak(found),
      /^may not be able to enrol: it is not known whether the password has expired/,
    );
  });

  it("advises the change of a policy only where it is known to be one", () => {
    const advice = (certain: boolean) =>
      adviseBreak({ kind: "cannot-enrol", why: "", certain, useless: false });
    assert.match(advice(true), /^Change that policy /);
    assert.match(advice(false), /^Have them enrol before /);
  });

  it("takes a reset for no deadlock where passwords may be changed before MFA", () => {
    const reset = userWithoutMfa("bob", {}, { loginProfile: profile({ resetRequired: known(true) }) });
    const content = { selfService: { passwordChangeBeforeMfa: true } };
    assert.equal(person(modelAccount([reset]), "bob", content).verdict, "must enrol");
  });

  it("leaves machine users out, but for those whom a wave names", () => {
    const machine = (name: string) =>
      userWithoutMfa(name, {}, { loginProfile: known(null), accessKeys: known([key(1)]) });
    const account = modelAccount([machine("ci"), machine("backup")]);
    const waves = [{ name: "machines", users: ["ci"], deadline: "2027-01-01T00:00:00Z" }];
    const impact = impactOf(account, rollout({ waves }), NOW);
    assert.deepEqual(
      impact.people.map(({ name, verdict }) => [name, verdict]),
      [
        ["ann", "ready"],
        ["ci", "would break"],
      ],
    );
    assert.equal(impact.machines, 1);
  });

  it("counts in an organization those who can't enrol for their password, and not the exempt", () => {
    const reset = { loginProfile: profile({ resetRequired: known(true) }) };
    const account = modelAccount(["bob", "cyd", "dan"].map((name) => userWithoutMfa(name, {}, reset)));
    const exemptions = [{ user: "cyd", owner: "me", reason: "r", expires: "2026-12-01" }];
    const { counts } = accountPlan("111122223333", impactOf(account, rollout({ exemptions }), NOW));
    assert.deepEqual([counts.wouldBreak, counts.cannotEnrol], [2, 2]);
  });

  it("lets an exemption go before everything, until it ends", () => {
    const account = modelAccount([userWithoutMfa("bob")]);
    const exempt = (expires: string) => ({
      exemptions: [{ user: "bob", owner: "me", reason: "r", expires }],
    });
    assert.equal(person(account, "bob", exempt("2026-12-01")).verdict, "exempt");
    assert.equal(person(account, "bob", exempt("2026-11-01")).verdict, "must enrol");
  });

  it("tells that there may be more users than it names", () => {
    const account = modelAccount([], { users: found([consoleUser("ann")], NOT_READ) });
    assert.deepEqual(impactOf(account, null, NOW).unknown, [DENIED]);
  });

  it("tells who is covered already", () => {
    const groups = [{ group: "force-mfa", origin: "live" as const }];
    const covered = person(modelAccount([userWithoutMfa("bob", { groups })])).coverage;
    assert.ok(covered.known && covered.value);
    assert.deepEqual(bob().coverage, known(null));
  });
});

describe("what to do about an access key", () => {
  const advice = (service: string) =>
    adviseBreak({ kind: "access-key", uses: [{ at: new Date(), service, region: "eu-west-1" }] });

  it("names SMTP and the way out where the key was last used for SES", () =>
    assert.match(advice("ses"), /SMTP user name is an access key.*ses:SendRawEmail.*`exceptions`/));

  it("says nothing of mail otherwise", () => assert.doesNotMatch(advice("s3"), /SMTP/));
});

const withPolicies = (...Statement: object[]) => inlinePolicy("own", { Version: "2012-10-17", Statement });
const EVERYTHING = { Effect: "Allow", Action: "*", Resource: "*" };
const WITH_MFA = { Bool: { "aws:MultiFactorAuthPresent": "true" } };
const DENIED_WITH_MFA = withPolicies(EVERYTHING, { ...EVERYTHING, Effect: "Deny", Condition: WITH_MFA });

describe("whether an administrator is left who can help the others", () => {
  const warning = (...users: User[]) =>
    administratorsWarning(impactOf(modelAccount(users), rollout({}), NOW)) ?? "";
  const idle = consoleUser("idle", DENIED_WITH_MFA);
  const able = consoleUser("able", withPolicies(EVERYTHING));

  it("counts those who have MFA, and can work with it", () => {
    assert.equal(warning(able, idle), "");
    assert.match(warning(idle), /^No administrator can work with MFA yet \(idle\)/);
    assert.match(
      warning(userWithoutMfa("new", withPolicies(EVERYTHING))),
      /^No administrator has MFA yet \(new\)/,
    );
    assert.equal(warning(consoleUser("reader")), "");
  });
});

describe("whether you would lock yourself out", () => {
  const ARN = "arn:aws:iam::111122223333:user/deployer";

  function self(
    arn: string,
    longTermKey: boolean,
    live: Partial<LiveUser>,
    content: Partial<RolloutInput> | null = null,
  ) {
    const identity = known({ accountId: "111122223333", partition: "aws", arn, longTermKey });
    const account = modelAccount([consoleUser("deployer", {}, { arn: ARN, ...live })], { identity });
    return impactOf(account, content && rollout(content), NOW).self;
  }

  const WAVE = { waves: [{ name: "all", rest: true as const, deadline: "2027-01-01T00:00:00Z" }] };

  it("is not a question for a role or root", () => {
    for (const arn of ["arn:aws:sts::111122223333:assumed-role/admin/me", "arn:aws:iam::111122223333:root"]) {
      assert.deepEqual(self(arn, false, {}, WAVE), { kind: "no user", arn });
    }
  });

  it("says so of a user without a device, and from when", () => {
    const from = new Date("2027-01-01T00:00:00Z");
    const why = "has no MFA device";
    const expected = { kind: "locked out", name: "deployer", why, from };
    assert.deepEqual(self(ARN, false, { devices: found([]) }, WAVE), expected);
    assert.deepEqual(self(ARN, false, { devices: found([]) }), { ...expected, from: null });
  });

  it("says so of a long-term key, device or not", () => {
    const judged = self(ARN, true, {}, WAVE);
    assert.ok(judged.kind === "locked out" && /long-term access key/.test(judged.why));
  });

  it("trusts a session of somebody with a device", () => {
    assert.deepEqual(self(ARN, false, {}, WAVE), { kind: "safe", name: "deployer" });
  });

  it("does not trust a session of somebody to whom everything is denied with MFA too", () => {
    const from = new Date("2027-01-01T00:00:00Z");
    const account = modelAccount([consoleUser("deployer", DENIED_WITH_MFA, { arn: ARN })]);
    const expected = { kind: "locked out", name: "deployer", why: "can do nothing with MFA", from };
    assert.deepEqual(impactOf(account, rollout(WAVE), NOW).self, expected);
  });

  it("knows who is left out", () => {
    const exemptions = [{ user: "deployer", owner: "me", reason: "r", expires: "2027-01-01" }];
    // In no wave, the time that graceDays gives ends in no denial.
    for (const content of [{}, { graceDays: 365 }, { ...WAVE, exemptions }]) {
      assert.deepEqual(self(ARN, true, {}, content), { kind: "left out", name: "deployer" });
    }
    assert.equal(self(ARN, true, { loginProfile: known(null) }, WAVE).kind, "left out");
  });

  it("does not guess where the devices or the users could not be read", () => {
    assert.deepEqual(self(ARN, false, { devices: found([], NOT_READ) }, WAVE), {
      kind: "unknown",
      reason: DENIED,
    });
    const account = modelAccount([], { users: found([], NOT_READ) });
    assert.deepEqual(impactOf(account, rollout(WAVE), NOW).self, { kind: "unknown", reason: DENIED });
  });
});

describe("a password's age", () => {
  it("gives time to whoever is in no wave", () => {
    const account = modelAccount([
      userWithoutMfa("bob", {}, { loginProfile: password("2026-11-20T00:00:00Z") }),
    ]);
    const until = new Date("2026-12-20T00:00:00Z");
    assert.deepEqual(person(account, "bob", { graceDays: 30 }).standing, { kind: "grace", until });
  });
});

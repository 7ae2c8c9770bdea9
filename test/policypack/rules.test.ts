import assert from "node:assert/strict";
import { unknown } from "../../policypack/facts/fact";
import type { AccountFacts } from "../../policypack/facts/account-facts";
import { mfaGuardPolicies } from "../../policypack/library";
import { RULES, RULES_BY_NAME } from "../../policypack/rules";
import type { Rule } from "../../policypack/rules/rule";
import {
  consoleUser,
  CONTEXT,
  DENIED,
  FORCE_MFA_ARN,
  forceMfaGroup,
  found,
  managedPolicy,
  modelAccount,
  NOT_READ,
  password,
  plannedLogin,
  plannedUser,
  userWithoutMfa,
} from "../support/accounts";
import { selfServicePolicy } from "../../policypack/policy/self-service-policy";

const inForceMfa = { groups: [{ group: "force-mfa", origin: "live" as const }] };
const withPassword = { loginProfile: password("2026-03-04T05:06:07Z") };
const noPassword = { loginProfile: { known: true as const, value: null } };

/** What a rule says of an account, a line each: kind, subject and, for a violation, its message. */
function say(rule: Rule, account: AccountFacts): string[] {
  return rule.check(account, CONTEXT).outcomes.map((outcome) => {
    if (outcome.kind === "violation") return `violation ${outcome.subject}: ${outcome.message}`;
    return outcome.kind === "unknown"
      ? `unknown ${outcome.subject}: ${outcome.reason.call} ${outcome.reason.code}`
      : `not applicable: ${outcome.reason}`;
  });
}

function ruleNamed(name: string): Rule {
  const rule = RULES.find((rule) => rule.name === name);
  assert.ok(rule, `no rule ${name}`);
  return rule;
}

const policy = (document: object) => new Map([[FORCE_MFA_ARN, managedPolicy(document)]]);
const dated = (date: string) => {
  const { Version, Statement } = selfServicePolicy({ partition: "aws" });
  const deny = Statement.at(-1);
  const Condition = { ...deny?.Condition, DateGreaterThan: { "aws:CurrentTime": date } };
  return { Version, Statement: [...Statement.slice(0, -1), { ...deny, Condition }] };
};

interface Case {
  readonly shows: string;
  readonly account: AccountFacts;
  readonly mandatory?: readonly string[];
  readonly pending?: readonly string[];
  readonly covered?: readonly string[];
}

const bob = "violation bob: bob: password set 2026-03-04";
const by = "by policy force-mfa-self-service of group force-mfa";

const CASES: readonly Case[] = [
  { shows: "the model account has nothing to say", account: modelAccount() },
  {
    shows: "a user with a password and no device is a violation",
    account: modelAccount([userWithoutMfa("bob", {}, withPassword)]),
    mandatory: [bob],
  },
  {
    shows: "the path of a user is told",
    account: modelAccount([userWithoutMfa("bob", {}, { ...withPassword, path: "/contractors/" })]),
    mandatory: ["violation bob: bob (path /contractors/): password set 2026-03-04"],
  },
  {
    shows: "a password of unknown age is told without a date",
    account: modelAccount([userWithoutMfa("bob", {}, { loginProfile: password(null) })]),
    mandatory: ["violation bob: bob: has a password"],
  },
  {
    shows: "users are listed by name",
    account: modelAccount([userWithoutMfa("zoe", {}, withPassword), userWithoutMfa("bob", {}, withPassword)]),
    mandatory: [bob, "violation zoe: zoe: password set 2026-03-04"],
  },
  {
    shows: "a user without a password is none of the matter",
    account: modelAccount([userWithoutMfa("bob", {}, noPassword)]),
  },
  {
    shows: "a device of any kind is enough, even one that only the credential report tells of",
    account: modelAccount([
      consoleUser(
        "bob",
        {},
        { devices: found([{ kind: "unspecified", serial: null, enabled: null }], NOT_READ) },
      ),
    ]),
  },
  {
    shows: "a member of the force-MFA group is pending",
    account: modelAccount([userWithoutMfa("bob", inForceMfa)]),
    pending: [`violation bob: bob: denied until enrolled ${by}`],
  },
  {
    shows: "a member by this deployment is pending from the deployment on",
    account: modelAccount([userWithoutMfa("bob", { groups: [{ group: "force-mfa", origin: "planned" }] })]),
    pending: [`violation bob: bob: denied until enrolled from this deployment on ${by}`],
  },
  {
    shows: "a policy of the user's own covers as well",
    account: modelAccount([
      userWithoutMfa("bob", { attachedPolicies: [{ policy: FORCE_MFA_ARN, origin: "live" }] }),
    ]),
    pending: ["violation bob: bob: denied until enrolled by policy force-mfa-self-service"],
  },
  {
    shows: "an inline policy covers as well",
    account: modelAccount([
      userWithoutMfa("bob", {
        inlinePolicies: [
          { ...managedPolicy(selfServicePolicy({ partition: "aws" })), name: "mine", origin: "live" },
        ],
      }),
    ]),
    pending: ["violation bob: bob: denied until enrolled by policy mine"],
  },
  {
    shows: "a denial that begins later is grace until then",
    account: modelAccount([userWithoutMfa("bob", inForceMfa)], {
      policies: found(policy(dated("2027-02-01T09:00:00Z"))),
    }),
    pending: [`violation bob: bob: in grace until 2027-02-01 09:00 UTC, then denied until enrolled ${by}`],
  },
  {
    shows: "a denial that has begun tells since when",
    account: modelAccount([userWithoutMfa("bob", inForceMfa)], {
      policies: found(policy(dated("2026-11-01T09:00:00Z"))),
    }),
    pending: [`violation bob: bob: denied until enrolled since 2026-11-01 09:00 UTC ${by}`],
  },
  {
    shows: "a group without the policy covers nobody",
    account: modelAccount([userWithoutMfa("bob", { ...inForceMfa }, withPassword)], {
      groups: found(new Map([["force-mfa", forceMfaGroup({ attachedPolicies: [] })]])),
    }),
    mandatory: [bob],
  },
  {
    shows: "devices that could not be read are unknown, not none",
    account: modelAccount([userWithoutMfa("bob", {}, { devices: found([], NOT_READ) })]),
    mandatory: ["unknown bob: iam:ListMFADevices AccessDenied"],
    pending: ["unknown bob: iam:ListMFADevices AccessDenied"],
  },
  {
    shows: "a password that could not be read is unknown, not none",
    account: modelAccount([userWithoutMfa("bob", {}, { loginProfile: NOT_READ })]),
    mandatory: ["unknown bob: iam:ListMFADevices AccessDenied"],
    pending: ["unknown bob: iam:ListMFADevices AccessDenied"],
  },
  {
    shows: "a policy that could not be read leaves the user unknown, and the next one flagged",
    account: modelAccount([userWithoutMfa("bob", inForceMfa), userWithoutMfa("cyd", {}, withPassword)], {
      policies: found(
        new Map([[FORCE_MFA_ARN, { ...managedPolicy({ Statement: [] }), document: NOT_READ }]]),
      ),
    }),
    mandatory: [
      "violation cyd: cyd: password set 2026-03-04",
      "unknown bob: iam:ListMFADevices AccessDenied",
    ],
    pending: ["unknown bob: iam:ListMFADevices AccessDenied"],
  },
  {
    shows: "an account that could not be read at all is unknown, not empty",
    account: modelAccount([], { users: found([], NOT_READ) }),
    mandatory: ["unknown account 111122223333: iam:ListMFADevices AccessDenied"],
    pending: ["unknown account 111122223333: iam:ListMFADevices AccessDenied"],
  },
  {
    shows: "a new console user under no force-MFA policy is a violation of the login profile",
    account: modelAccount([plannedUser("new")]),
    covered: [
      "violation new: new gets a console password in account 111122223333, " +
        "and neither this stack nor the account puts them under a force-MFA policy.",
    ],
  },
  {
    shows: "a new console user in the force-MFA group is content",
    account: modelAccount([plannedUser("new", inForceMfa)]),
  },
  {
    shows: "a new console user whose name is not known is named as such",
    account: modelAccount([plannedUser(undefined)]),
    covered: [
      "violation a user whose name is not known in preview: a user whose name is not known in preview gets a " +
        "console password in account 111122223333, " +
        "and neither this stack nor the account puts them under a force-MFA policy.",
    ],
  },
  {
    shows: "where the account could not be read, a new user whom the stack does not cover is unknown",
    account: modelAccount([plannedUser("new", { live: NOT_READ, policiesComplete: NOT_READ })]),
    covered: ["unknown new: iam:ListMFADevices AccessDenied"],
  },
  {
    shows:
      "where the account could not be read, whether a new user whom the stack covers can enrol is unknown",
    account: modelAccount([
      plannedUser("new", { live: NOT_READ, policiesComplete: NOT_READ, ...inForceMfa }),
    ]),
    covered: ["unknown new: iam:ListMFADevices AccessDenied"],
  },
  {
    shows: "a login profile whose user already has a password is not new",
    account: modelAccount([consoleUser("old", { plannedLoginProfile: plannedLogin("urn:old") })]),
  },
  {
    shows: "a login profile that can't be told whose it is, is unknown",
    account: modelAccount([], {
      unresolved: [{ urn: "urn:x", about: "login profile", reason: DENIED, overstated: false }],
    }),
    covered: ["unknown urn:x: iam:ListMFADevices AccessDenied"],
  },
  {
    shows: "a membership that can't be told matters only where somebody is uncovered",
    account: modelAccount([], {
      unresolved: [{ urn: "urn:x", about: "membership", reason: DENIED, overstated: false }],
    }),
  },
];

describe("rules", () => {
  for (const { shows, account, mandatory = [], pending = [], covered = [] } of CASES) {
    it(shows, () => {
      assert.deepEqual(say(ruleNamed("console-user-mfa"), account), mandatory);
      assert.deepEqual(say(ruleNamed("console-user-mfa-pending"), account), pending);
      assert.deepEqual(say(ruleNamed("new-console-user-covered"), account), covered);
    });
  }

  it("counts the flagged users among all console users", () => {
    const account = modelAccount([
      userWithoutMfa("bob"),
      userWithoutMfa("cyd", inForceMfa),
      userWithoutMfa("robot", {}, noPassword),
    ]);
    const headlines = RULES.map((rule) => rule.check(account, CONTEXT).headline);
    assert.deepEqual(headlines.slice(0, 2), [
      "1 of 3 console users of account 111122223333 has no MFA device and no policy that makes them enrol",
      "1 of 3 console users of account 111122223333 has no MFA device and must enrol one",
    ]);
  });

  it("tells once why the devices of many could not be read", () => {
    const names = ["bob", "cyd", "dan"];
    const unread = (name: string) =>
      unknown({
        ...DENIED,
        what: `the MFA devices of user ${name}`,
        message: `no, on resource: user ${name}`,
      });
    const account = modelAccount(
      names.map((name) => userWithoutMfa(name, {}, { devices: found([], unread(name)) })),
    );
    const { headline, outcomes } = ruleNamed("force-mfa-coverage").check(account, CONTEXT);
    assert.equal(
      headline,
      "4 of 4 console users of account 111122223333 are under no force-MFA policy; " +
        "MFA devices of bob and 2 more could not be read: iam:ListMFADevices answered AccessDenied",
    );
    const told = outcomes.filter((outcome) => JSON.stringify(outcome).includes("AccessDenied"));
    assert.deepEqual(told, []);
  });

  it("tell of each user what works without MFA, where a policy that means to force it leaves something open", () => {
    const { Version, Statement } = selfServicePolicy({ partition: "aws" });
    const deny = Statement.at(-1);
    const NotAction = [...(deny?.NotAction ?? []), "s3:*"];
    const weak = { Version, Statement: [...Statement.slice(0, -1), { ...deny, NotAction }] };
    const s3 = managedPolicy({ Version, Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }] });
    const user = userWithoutMfa("bob", { ...inForceMfa, inlinePolicies: [{ ...s3, name: "s3" }] });
    const account = modelAccount([user, userWithoutMfa("cyd")], { policies: found(policy(weak)) });
    assert.deepEqual(say(ruleNamed("force-mfa-coverage"), account), [
      "violation ann: ann: under no policy that forces MFA (has MFA)",
      "violation bob: bob: s3:* works without MFA (no MFA device found)",
      "violation cyd: cyd: under no policy that forces MFA (no MFA device found)",
    ]);
  });

  it("tells of an uncovered user also the membership that might have covered them", () => {
    const account = modelAccount([plannedUser("new")], {
      unresolved: [{ urn: "urn:x", about: "membership", reason: DENIED, overstated: false }],
    });
    assert.deepEqual(
      ruleNamed("new-console-user-covered")
        .check(account, CONTEXT)
        .outcomes.map(({ kind }) => kind),
      ["violation", "unknown"],
    );
  });

  it("are called what they are listed as, and the compiler knows no other name", () => {
    for (const [name, rule] of Object.entries(RULES_BY_NAME)) assert.equal(rule.name, name);
    // @ts-expect-error: `npm run check` fails if the compiler takes this name.
    assert.throws(() => mfaGuardPolicies({ rules: { "root-mfaa": "advisory" } }), /no rule "root-mfaa"/);
    const mine = { ...RULES_BY_NAME["root-mfa"], name: "mine" as const };
    const policies = mfaGuardPolicies({ rules: { mine: "disabled", "root-mfa": "advisory" } }, [
      ...RULES,
      mine,
    ]);
    assert.equal(policies.find(({ name }) => name === "mine")?.enforcementLevel, "disabled");
  });

  it("have metadata that a reader can act on", () => {
    for (const rule of RULES) {
      assert.match(rule.name, /^[a-z]+(-[a-z]+)*$/);
      assert.ok(rule.remediation.length > 0, rule.name);
      assert.ok(URL.canParse(rule.reference), rule.name);
      for (const partition of ["aws", "aws-cn", "aws-us-gov"]) {
        const [first = ""] = rule.remediationIn?.(partition) ?? rule.remediation;
        // It follows "What to do first: ".
        assert.doesNotMatch(first, /^(In [^,]+, )?first /i, rule.name);
      }
    }
    assert.equal(new Set(RULES.map(({ name }) => name)).size, RULES.length);
  });
});

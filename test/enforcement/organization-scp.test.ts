import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import * as path from "node:path";
import {
  ExemptUserError,
  forceMfaScp,
  MOST_SCP_CHARACTERS,
  type ScpOptions,
  ScpTooLongError,
} from "../../enforcement/organization/scp";
import { RequestContext } from "../../policypack/iam/request-context";
import { parsePolicyDocument } from "../../policypack/iam/policy-document";
import { decide, prepare } from "../../policypack/iam/evaluate";
import { SELF_SERVICE_ACTIONS } from "../../policypack/iam/self-service-actions";
import { askOracle, type OracleAnswer } from "../policypack/iam/oracle";
import { DEADLINE } from "./variants";

const GOLDEN = path.join(__dirname, "organization-golden", "scp.json");

const ACCOUNT = "111122223333";
const OTHER_ACCOUNT = "444455556666";
const ALLOW_ALL = { Sid: "All", Effect: "Allow", Action: "*", Resource: "*" };
const FULL_ACCESS = { Version: "2012-10-17", Statement: [ALLOW_ALL] };

const EXEMPT = ["break-glass", `arn:aws:iam::${ACCOUNT}:user/ci/deployer`];

type Context = Readonly<Record<string, string | null>>;

/** Each without a value for MFA: that is the request's. */
const user = (name: string, pathAndAccount: { path?: string; account?: string } = {}): Context => ({
  "aws:PrincipalArn": `arn:aws:iam::${pathAndAccount.account ?? ACCOUNT}:user${pathAndAccount.path ?? "/"}${name}`,
  "aws:PrincipalType": "User",
  "aws:username": name,
});
/** For a session the key has the role's ARN, with its path, and not the session's. */
const role = (name: string): Context => ({
  "aws:PrincipalArn": `arn:aws:iam::${ACCOUNT}:role/${name}`,
  "aws:PrincipalType": "AssumedRole",
});
const ANN = user("ann");
const ROOT: Context = {
  "aws:PrincipalArn": `arn:aws:iam::${ACCOUNT}:root`,
  "aws:PrincipalType": "Account",
};
const FEDERATED: Context = {
  "aws:PrincipalArn": `arn:aws:sts::${ACCOUNT}:federated-user/ann`,
  "aws:PrincipalType": "FederatedUser",
};
const SSO = role("aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0123456789abcdef");
/** As resource-based statements see one; no SCP is asked about it at all, and this one would not deny it. */
const SERVICE: Context = {
  "aws:PrincipalIsAWSService": "true",
  "aws:PrincipalServiceName": "cloudtrail.amazonaws.com",
};

const KEY: Context = {};
const CONSOLE: Context = { "aws:MultiFactorAuthPresent": "false" };
const MFA: Context = { "aws:MultiFactorAuthPresent": "true", "aws:MultiFactorAuthAge": "60" };
const BEFORE: Context = { "aws:CurrentTime": "2027-02-01T08:59:59Z" };
const AFTER: Context = { "aws:CurrentTime": "2027-02-01T09:00:01Z" };

const ANY = "s3:ListAllMyBuckets";
const ENROL = "iam:EnableMFADevice";

type Case = readonly [
  what: string,
  options: Partial<ScpOptions>,
  action: string,
  who: Context,
  how: Context,
  may: boolean,
];

const CASES: readonly Case[] = [
  ["a user in the console without MFA", {}, ANY, ANN, CONSOLE, false],
  ["a user with a long-term key", {}, ANY, ANN, KEY, false],
  ["a user with a path", {}, ANY, user("ann", { path: "/team/a/" }), CONSOLE, false],
  ["a user with MFA", {}, ANY, ANN, MFA, true],
  ["a user of another account, without MFA", {}, ANY, user("ann", { account: OTHER_ACCOUNT }), KEY, false],
  ["a user of another account, with MFA", {}, ANY, user("ann", { account: OTHER_ACCOUNT }), MFA, true],
  ["a user who deactivates a device without MFA", {}, "iam:DeactivateMFADevice", ANN, CONSOLE, false],
  ["a user who deletes a device without MFA", {}, "iam:DeleteVirtualMFADevice", ANN, CONSOLE, false],
  ["a user who assumes a role without MFA", {}, "sts:AssumeRole", ANN, KEY, false],
  ["a user who would become a federated user", {}, "sts:GetFederationToken", ANN, KEY, false],
  ["a user's call through a service, without MFA", {}, ANY, ANN, via("true"), false],
  [
    "a user's call through a service, where that is on",
    { selfService: { viaAwsServices: true } },
    ANY,
    ANN,
    via("true"),
    true,
  ],
  ["a user before the date", { from: DEADLINE }, ANY, ANN, { ...KEY, ...BEFORE }, true],
  ["a user after the date", { from: DEADLINE }, ANY, ANN, { ...KEY, ...AFTER }, false],
  ["a user with MFA after the date", { from: DEADLINE }, ANY, ANN, { ...MFA, ...AFTER }, true],
  ["an old session", { selfService: { maxSessionAge: 900 } }, ANY, ANN, aged(901), false],
  ["a young session", { selfService: { maxSessionAge: 900 } }, ANY, ANN, aged(899), true],
  ["a role, where sessions may not be old", { selfService: { maxSessionAge: 900 } }, ANY, SSO, KEY, true],
  ["enrolment from elsewhere", { selfService: { sourceIps: ["203.0.113.0/24"] } }, ENROL, ANN, away(), false],
  [
    "a role that enrols somebody from elsewhere",
    { selfService: { sourceIps: ["203.0.113.0/24"] } },
    ENROL,
    role("helpdesk"),
    away(),
    true,
  ],
  [
    "enrolment through another VPC",
    { selfService: { vpcs: ["vpc-0123456789abcdef0"] } },
    ENROL,
    ANN,
    through("vpc-0fedcba9876543210"),
    false,
  ],
  [
    "enrolment through a given VPC",
    { selfService: { vpcs: ["vpc-0123456789abcdef0"] } },
    ENROL,
    ANN,
    through("vpc-0123456789abcdef0"),
    true,
  ],
  [
    "an exempt user's enrolment through another VPC",
    { selfService: { vpcs: ["vpc-0123456789abcdef0"] } },
    ENROL,
    user("break-glass"),
    through("vpc-0fedcba9876543210"),
    true,
  ],
  [
    "a password change before MFA, where that is on",
    { selfService: { passwordChangeBeforeMfa: true } },
    "iam:ChangePassword",
    ANN,
    CONSOLE,
    true,
  ],
  ["a role's session without MFA", {}, ANY, role("deploy"), CONSOLE, true],
  ["a role by the name of a user path", {}, ANY, role("user/ann"), CONSOLE, true],
  ["a role's session that was assumed with a key", {}, ANY, role("service-role/lambda"), KEY, true],
  ["an Identity Center session", {}, ANY, SSO, CONSOLE, true],
  ["a service-linked role", {}, ANY, role("aws-service-role/x.amazonaws.com/X"), KEY, true],
  // Not one of ours to wish for: made with MFA or before the policy, such a session is beyond it. See the docs.
  ["a federated user's session", {}, ANY, FEDERATED, CONSOLE, true],
  ["root without MFA", {}, ANY, ROOT, CONSOLE, true],
  ["root with MFA", {}, ANY, ROOT, MFA, true],
  ["a service", {}, ANY, SERVICE, KEY, true],
  ["an exempt user by name", {}, ANY, user("break-glass"), CONSOLE, true],
  ["an exempt user by name, with a path", {}, ANY, user("break-glass", { path: "/x/" }), KEY, true],
  [
    "an exempt user by name, of another account",
    {},
    ANY,
    user("break-glass", { account: OTHER_ACCOUNT }),
    KEY,
    true,
  ],
  ["an exempt user by name in other letters", {}, ANY, user("Break-Glass"), KEY, true],
  ["an exempt user by ARN", {}, ANY, user("deployer", { path: "/ci/" }), KEY, true],
  ["a user of an exempt one's name without the path", {}, ANY, user("deployer"), KEY, false],
  [
    "a user of an exempt ARN's name, of another account",
    {},
    ANY,
    user("deployer", { path: "/ci/", account: OTHER_ACCOUNT }),
    KEY,
    false,
  ],
  ["a user whose name ends like an exempt one's", {}, ANY, user("not-break-glass"), CONSOLE, false],
  ["a user whose path is an exempt one's name", {}, ANY, user("ann", { path: "/break-glass/" }), KEY, false],
  ["a user where nobody is exempt", { exempt: [] }, ANY, user("break-glass"), KEY, false],
  ["a role where nobody is exempt", { exempt: [] }, ANY, role("deploy"), KEY, true],
];

function via(service: "true" | "false"): Context {
  return { ...CONSOLE, "aws:ViaAWSService": service };
}
function aged(seconds: number): Context {
  return { ...MFA, "aws:MultiFactorAuthAge": String(seconds) };
}
function through(vpc: string): Context {
  return { ...CONSOLE, "aws:SourceVpc": vpc };
}
function away(): Context {
  return { ...CONSOLE, "aws:SourceIp": "198.51.100.9" };
}

const scp = (options: Partial<ScpOptions> = {}) =>
  forceMfaScp({ exempt: EXEMPT, partition: "aws", ...options });

/** By our own evaluator, of a principal who may do everything, in an account at the second level of units. */
function ours(policy: object, action: string, context: Context): OracleAnswer {
  const named = (name: string, document: object) => ({
    name,
    document: parsePolicyDocument(JSON.stringify(document)),
  });
  const full = named("FullAWSAccess", FULL_ACCESS);
  const policies = { identity: [full], scps: [[full], [full, named("scp", policy)], [full]] };
  const decision = decide(
    prepare(policies, new RequestContext({ "aws:ViaAWSService": "false", ...context }, null)),
    action,
    resourceOf(action),
  );
  if (decision.outcome === "may succeed") return "allowed";
  assert.equal(decision.outcome, "denied");
  return decision.by ? "explicitly denied" : "implicitly denied";
}

/** By an evaluator that is not ours; it takes one policy a level, so that of the unit is both in one. */
function theirs(policy: { Statement: readonly object[] }, action: string, context: Context): OracleAnswer {
  const unit = { Version: "2012-10-17", Statement: [ALLOW_ALL, ...policy.Statement] };
  return askOracle(
    { identity: [FULL_ACCESS], scps: [FULL_ACCESS, unit, FULL_ACCESS] },
    { action, resource: resourceOf(action), context: { "aws:ViaAWSService": "false", ...context } },
  );
}

function resourceOf(action: string): string {
  if (action === "sts:AssumeRole") return `arn:aws:iam::${ACCOUNT}:role/deploy`;
  if (action === "iam:CreateVirtualMFADevice" || action === "iam:DeleteVirtualMFADevice")
    return `arn:aws:iam::${ACCOUNT}:mfa/phone`;
  return /^iam:(?!ListVirtual|GetAccount)/.test(action) ? `arn:aws:iam::${ACCOUNT}:user/ann` : "*";
}

describe("the service control policy", () => {
  it("is as its golden file has it", async () => {
    const policy = scp({ from: DEADLINE });
    if (process.env["UPDATE_GOLDEN"] === "1") await writeFile(GOLDEN, `${JSON.stringify(policy, null, 2)}\n`);
    assert.deepEqual(policy, JSON.parse(await readFile(GOLDEN, "utf8")));
  });

  for (const [what, options, action, who, how, may] of CASES) {
    it(`${may ? "lets pass" : "denies"} ${what}`, () => {
      const context = { ...BEFORE, ...who, ...how };
      const expected = may ? "allowed" : "explicitly denied";
      assert.equal(ours(scp(options), action, context), expected, "policypack/iam");
      // It takes another account's request for one across accounts, which a policy of the resource must allow too.
      const elsewhere = may && String(who["aws:PrincipalArn"]).includes(OTHER_ACCOUNT);
      assert.equal(
        theirs(scp(options), action, context),
        elsewhere ? "implicitly denied" : expected,
        "iam-simulate",
      );
    });
  }

  for (const action of SELF_SERVICE_ACTIONS) {
    it(`lets a user without MFA use ${action}`, () => {
      for (const how of [KEY, CONSOLE]) {
        assert.equal(ours(scp(), action, { ...ANN, ...how }), "allowed");
        assert.equal(theirs(scp(), action, { ...ANN, ...how }), "allowed");
      }
    });
  }

  it("holds in every partition", () => {
    for (const partition of ["aws-cn", "aws-us-gov", "aws-eusc"]) {
      const policy = forceMfaScp({ exempt: ["break-glass"], partition });
      const of = (name: string) => ({
        ...CONSOLE,
        "aws:PrincipalArn": `arn:${partition}:iam::${ACCOUNT}:user/${name}`,
        "aws:username": name,
      });
      assert.equal(ours(policy, ANY, of("ann")), "explicitly denied");
      assert.equal(ours(policy, ANY, of("break-glass")), "allowed");
    }
  });

  it("would hit roles without its guard, and root too", () => {
    const unguarded = {
      Statement: scp({ exempt: [] }).Statement.map((statement) => ({
        ...statement,
        Condition: { BoolIfExists: statement.Condition?.["BoolIfExists"] },
      })),
    };
    for (const who of [SSO, ROOT]) {
      assert.equal(ours(unguarded, ANY, { ...who, ...CONSOLE }), "explicitly denied");
      assert.equal(theirs(unguarded, ANY, { ...who, ...CONSOLE }), "explicitly denied");
    }
  });

  it("holds denials only, each of them guarded", () => {
    const { Statement } = scp({ selfService: { maxSessionAge: 900, sourceIps: ["203.0.113.9"] } });
    assert.equal(Statement.length, 3);
    for (const { Effect, Condition } of Statement) {
      assert.equal(Effect, "Deny");
      assert.deepEqual(Condition?.["ArnLike"], { "aws:PrincipalArn": "arn:*:iam::*:user/*" });
    }
  });

  it("is at most as long as AWS Organizations takes, and says how long it is", () => {
    const users = (count: number) => Array.from({ length: count }, (_, i) => `user-number-${1000 + i}`);
    assert.ok(JSON.stringify(scp({ exempt: users(450) })).length <= MOST_SCP_CHARACTERS);
    assert.throws(
      () => scp({ exempt: users(260), selfService: { maxSessionAge: 900, vpcs: ["vpc-0123456789abcdef0"] } }),
      (error: Error) => {
        assert.ok(error instanceof ScpTooLongError);
        assert.match(error.message, /has 1\d,\d{3} characters, over the limit of 10,240\. Leave/);
        assert.match(error.message, /exempt \(260 entries, 1\d,\d{3} characters\), vpcs \(1 entries, /);
        return true;
      },
    );
  });

  it("refuses exemptions of nobody and of patterns", () => {
    const refused = [
      "*",
      "break-*",
      "",
      "two words",
      `arn:aws:iam::${ACCOUNT}:user/*`,
      `arn:aws:iam::*:user/ann`,
      `arn:aws:iam::${ACCOUNT}:user/\${aws:username}/ann`,
      `arn:aws:iam::${ACCOUNT}:role/deploy`,
      `arn:aws-cn:iam::${ACCOUNT}:user/ann`,
    ];
    for (const user of refused) assert.throws(() => scp({ exempt: [user] }), ExemptUserError, user);
  });
});

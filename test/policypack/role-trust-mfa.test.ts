import assert from "node:assert/strict";
import { known } from "../../policypack/facts/fact";
import type { AccountFacts, User } from "../../policypack/facts/account-facts";
import { parsePolicyDocument } from "../../policypack/iam/policy-document";
import { parseRolloutObject } from "../../policypack/rollout/parse";
import { roleTrustMfa } from "../../policypack/rules/role-trust-mfa";
import type { RuleContext } from "../../policypack/rules/rule";
import {
  consoleUser,
  CONTEXT,
  found,
  managedPolicy,
  modelAccount,
  NOT_READ,
  plannedUser,
  role,
} from "../support/accounts";
import { selfServicePolicy } from "../../policypack/policy/self-service-policy";

const ROOT = { AWS: "arn:aws:iam::111122223333:root" };
const ANN = { AWS: "arn:aws:iam::111122223333:user/ann" };
const ASKS = { Bool: { "aws:MultiFactorAuthPresent": "true" } };
const ALLOW = { Effect: "Allow", Action: "sts:AssumeRole" };
const DENY = { Effect: "Deny", Action: "sts:AssumeRole" };
const MAY = { ...ALLOW, Resource: "*" };

const statements = (...Statement: object[]) => ({ Version: "2012-10-17", Statement });
const trusts = (Principal: object | string, Condition?: object) => ({
  ...ALLOW,
  Principal,
  ...(Condition && { Condition }),
});

function inline(...Statement: object[]) {
  const document = known(parsePolicyDocument(JSON.stringify(statements(...Statement))));
  return [{ name: "own", document, origin: "live" as const, urn: undefined }];
}

function user(name: string, ...own: object[]): User {
  return consoleUser(name, own.length > 0 ? { inlinePolicies: inline(...own) } : {});
}

const IN_FORCE_MFA = { groups: [{ group: "force-mfa", origin: "live" as const }] };

interface Case {
  /** The statements of the role's trust policy. */
  readonly trust: readonly object[];
  /** Ann's own statements; left out: she may assume every role. */
  readonly ann?: readonly object[];
  readonly changes?: Partial<User>;
  readonly live?: Parameters<typeof consoleUser>[2];
  readonly account?: Partial<AccountFacts>;
  readonly role?: Parameters<typeof role>[2];
  readonly context?: Partial<RuleContext>;
  /** What is said: nothing, a violation that matches, or an unknown whose reason matches. */
  readonly says: null | RegExp | { readonly unknown: RegExp };
}

const ALL_WAYS = /^ops: ann can assume it without MFA$/;

const CASES: Readonly<Record<string, Case>> = {
  "the account is trusted, and nothing asks for MFA": { trust: [trusts(ROOT)], says: ALL_WAYS },
  "the account is trusted by its number": { trust: [trusts({ AWS: "111122223333" })], says: ALL_WAYS },
  "the trust policy asks for MFA": { trust: [trusts(ROOT, ASKS)], says: null },
  "the trust policy asks for the age of the MFA": {
    trust: [trusts(ROOT, { NumericLessThan: { "aws:MultiFactorAuthAge": "3600" } })],
    says: null,
  },
  "an age with IfExists asks nobody who has none": {
    trust: [trusts(ROOT, { NumericLessThanIfExists: { "aws:MultiFactorAuthAge": "3600" } })],
    says: ALL_WAYS,
  },
  "Null on the age asks for MFA": {
    trust: [trusts(ROOT, { Null: { "aws:MultiFactorAuthAge": "false" } })],
    says: null,
  },
  "Null on the presence lets in console sessions without MFA": {
    trust: [trusts(ROOT, { Null: { "aws:MultiFactorAuthPresent": "false" } })],
    says: /^ops: ann can assume it without MFA, in a console session or another without MFA$/,
  },
  "BoolIfExists lets long-term access keys through": {
    trust: [trusts(ROOT, { BoolIfExists: { "aws:MultiFactorAuthPresent": "true" } })],
    says: /^ops: ann can assume it without MFA, with a long-term access key$/,
  },
  "a second statement without the condition undoes the first": {
    trust: [trusts(ROOT, ASKS), trusts(ROOT)],
    says: ALL_WAYS,
  },
  "a second statement is for a service only": {
    trust: [trusts(ROOT, ASKS), trusts({ Service: "ec2.amazonaws.com" })],
    says: null,
  },
  "a service and an identity provider are no users": {
    trust: [
      trusts({ Service: "lambda.amazonaws.com" }),
      {
        ...trusts({ Federated: "arn:aws:iam::111122223333:saml-provider/x" }),
        Action: "sts:AssumeRoleWithSAML",
      },
    ],
    says: null,
  },
  "a Deny of calls without MFA in the trust policy": {
    trust: [
      trusts(ROOT),
      { ...DENY, Principal: "*", Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } } },
    ],
    says: null,
  },
  "a Deny with Bool lets long-term access keys through": {
    trust: [
      trusts(ROOT),
      { ...DENY, Principal: ROOT, Condition: { Bool: { "aws:MultiFactorAuthPresent": "false" } } },
    ],
    says: /with a long-term access key$/,
  },
  "a Deny of somebody else": {
    trust: [trusts(ROOT), { ...DENY, Principal: { AWS: "arn:aws:iam::111122223333:user/bob" } }],
    says: ALL_WAYS,
  },
  "a Deny of this very user": { trust: [trusts(ROOT), { ...DENY, Principal: ANN }], says: null },
  "a Deny of all but this user and the account": {
    trust: [trusts(ROOT), { ...DENY, NotPrincipal: { AWS: [ANN.AWS, ROOT.AWS] } }],
    says: ALL_WAYS,
  },
  "a Deny of all but this user, whose account it leaves out": {
    trust: [trusts(ROOT), { ...DENY, NotPrincipal: ANN }],
    says: { unknown: /NotPrincipal names the user and not their account/ },
  },
  "a Deny of all but another user": {
    trust: [
      trusts(ROOT),
      { ...DENY, NotPrincipal: { AWS: ["arn:aws:iam::111122223333:user/bob", ROOT.AWS] } },
    ],
    says: null,
  },
  "the account is trusted, and no policy of the user allows it": {
    trust: [trusts(ROOT)],
    ann: [],
    says: null,
  },
  "the account is trusted, and the user may assume another role": {
    trust: [trusts(ROOT)],
    ann: [{ ...ALLOW, Resource: "arn:aws:iam::111122223333:role/other" }],
    says: null,
  },
  "the user may assume just this role": {
    trust: [trusts(ROOT)],
    ann: [{ ...ALLOW, Resource: "arn:aws:iam::*:role/o?s" }],
    says: ALL_WAYS,
  },
  "the user may assume roles with MFA only": {
    trust: [trusts(ROOT)],
    ann: [{ ...MAY, Condition: ASKS }],
    says: null,
  },
  "the user is trusted by name, and needs no permission": { trust: [trusts(ANN)], ann: [], says: ALL_WAYS },
  "another user is trusted by name": {
    trust: [trusts({ AWS: "arn:aws:iam::111122223333:user/bob" })],
    says: null,
  },
  "a user of that name in a path is another ARN": {
    trust: [trusts({ AWS: "arn:aws:iam::111122223333:user/team/ann" })],
    says: null,
  },
  "a user who is trusted by name is denied it": {
    trust: [trusts(ANN)],
    ann: [{ Effect: "Deny", Action: "sts:*", Resource: "*" }],
    says: null,
  },
  "a boundary that leaves it out does not limit who is trusted by name": {
    trust: [trusts(ANN)],
    ann: [],
    changes: { permissionsBoundary: known("arn:bounds") },
    says: ALL_WAYS,
  },
  "a boundary that leaves it out limits what the account delegates": {
    trust: [trusts(ROOT)],
    changes: { permissionsBoundary: known("arn:bounds") },
    says: null,
  },
  "a service control policy that leaves it out limits even who is trusted by name": {
    trust: [trusts(ANN)],
    account: {
      scps: known([
        [
          {
            name: "S3",
            document: parsePolicyDocument(
              JSON.stringify(statements({ Effect: "Allow", Action: "s3:*", Resource: "*" })),
            ),
          },
        ],
      ]),
    },
    says: null,
  },
  "the force-MFA policy stops who may assume it": {
    trust: [trusts(ROOT)],
    changes: IN_FORCE_MFA,
    says: null,
  },
  "the force-MFA policy stops who is trusted by name": {
    trust: [trusts(ANN)],
    ann: [],
    changes: IN_FORCE_MFA,
    says: null,
  },
  "everybody is trusted": {
    trust: [trusts("*")],
    ann: [],
    says: /^ops: ann can assume it without MFA; everybody in every AWS account can assume it without MFA/,
  },
  "everybody of the organization is trusted, whatever that is": {
    trust: [trusts("*", { StringEquals: { "aws:PrincipalOrgID": "o-1" } })],
    ann: [],
    says: { unknown: /aws:PrincipalOrgID is not known/ },
  },
  "everybody, and by a condition this user": {
    trust: [trusts("*", { ArnEquals: { "aws:PrincipalArn": ANN.AWS } })],
    ann: [],
    says: ALL_WAYS,
  },
  "another account is trusted as a whole": {
    trust: [trusts({ AWS: "arn:aws:iam::999988887777:root" })],
    says: /^ops: cross-account: it trusts account 999988887777 as a whole \(account root\) without MFA/,
  },
  "another account is trusted with MFA": {
    trust: [trusts({ AWS: "999988887777" }, ASKS)],
    says: null,
  },
  "a third party is trusted with an external ID": {
    trust: [trusts({ AWS: "999988887777" }, { StringEquals: { "sts:ExternalId": "x" } })],
    says: null,
  },
  "a role of another account is trusted": {
    trust: [trusts({ AWS: "arn:aws:iam::999988887777:role/ci" })],
    says: null,
  },
  "a Deny without MFA is for the other account as well": {
    trust: [
      trusts({ AWS: "999988887777" }),
      { ...DENY, Principal: "*", Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } } },
    ],
    says: null,
  },
  "an external ID is no secret to users of the account": {
    trust: [trusts(ROOT, { StringEquals: { "sts:ExternalId": "x" } })],
    says: ALL_WAYS,
  },
  "no external ID is both asked for and denied": {
    trust: [
      trusts(ROOT, { StringEquals: { "sts:ExternalId": "x" } }),
      { ...DENY, Principal: "*", Condition: { StringEquals: { "sts:ExternalId": "x" } } },
    ],
    says: null,
  },
  "the session's name is the caller's to choose": {
    trust: [trusts(ROOT, { StringLike: { "sts:RoleSessionName": "${aws:username}" } })],
    says: ALL_WAYS,
  },
  "a source identity takes a permission of its own": {
    trust: [trusts(ROOT, { StringLike: { "sts:SourceIdentity": "*" } })],
    says: null,
  },
  "and with that permission it is the caller's to choose": {
    trust: [
      {
        ...trusts(ROOT, { StringLike: { "sts:SourceIdentity": "*" } }),
        Action: ["sts:AssumeRole", "sts:SetSourceIdentity"],
      },
    ],
    ann: [{ Effect: "Allow", Action: "sts:*", Resource: "*" }],
    says: ALL_WAYS,
  },
  "a Region that the user's policies leave out is not chosen": {
    trust: [trusts(ROOT)],
    ann: [
      MAY,
      { ...DENY, Resource: "*", Condition: { StringNotEquals: { "aws:RequestedRegion": "eu-west-1" } } },
    ],
    says: ALL_WAYS,
  },
  "the user's name is the one asked for": {
    trust: [trusts(ROOT, { StringEquals: { "aws:username": "ann" } })],
    says: ALL_WAYS,
  },
  "another name is asked for": {
    trust: [trusts(ROOT, { StringEquals: { "aws:username": ["bob", "cyd"] } })],
    says: null,
  },
  "the user's tag is the one asked for": {
    trust: [trusts(ROOT, { StringEquals: { "aws:PrincipalTag/team": "ops" } })],
    live: { tags: known({ team: "ops" }) },
    says: ALL_WAYS,
  },
  "the user has no such tag": {
    trust: [trusts(ROOT, { StringEquals: { "aws:PrincipalTag/team": "ops" } })],
    says: null,
  },
  "the user's tags could not be read": {
    trust: [trusts(ROOT, { StringEquals: { "aws:PrincipalTag/team": "ops" } })],
    live: { tags: NOT_READ },
    says: { unknown: /aws:PrincipalTag\/team is not known/ },
  },
  "the role's tag is that of the user": {
    trust: [trusts(ROOT)],
    ann: [{ ...MAY, Condition: { StringEquals: { "aws:ResourceTag/team": "${aws:PrincipalTag/team}" } } }],
    live: { tags: known({ team: "ops" }) },
    role: { tags: known({ team: "ops" }) },
    says: ALL_WAYS,
  },
  "the role has another tag": {
    trust: [trusts(ROOT)],
    ann: [{ ...MAY, Condition: { StringEquals: { "aws:ResourceTag/team": "ops" } } }],
    role: { tags: known({ team: "dev" }) },
    says: null,
  },
  "it is only from an address that nobody knows": {
    trust: [trusts(ROOT, { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } })],
    says: { unknown: /whether ann can assume role ops without MFA.*aws:SourceIp is not known/ },
  },
  "it is only from a date on": {
    trust: [trusts(ROOT, { DateGreaterThan: { "aws:CurrentTime": "2027-01-01T00:00:00Z" } })],
    says: /^ops: ann can assume it without MFA from 2027-01-01 on$/,
  },
  "a role in a path, by its whole ARN": {
    trust: [trusts(ROOT)],
    ann: [{ ...ALLOW, Resource: "arn:aws:iam::111122223333:role/team/ops" }],
    role: { path: known("/team/") },
    says: ALL_WAYS,
  },
  "the trust policy could not be read": {
    trust: [],
    role: { trust: NOT_READ },
    says: { unknown: /AccessDenied/ },
  },
  "a policy of the user could not be read and may deny it": {
    trust: [trusts(ROOT)],
    changes: { policiesComplete: NOT_READ },
    says: { unknown: /AccessDenied/ },
  },
  "a policy of the user could not be read, and the trust policy asks for MFA": {
    trust: [trusts(ROOT, ASKS)],
    changes: { policiesComplete: NOT_READ },
    says: null,
  },
  "the user is exempt": {
    trust: [trusts(ROOT)],
    context: {
      settings: {
        ...CONTEXT.settings,
        rollout: parseRolloutObject(
          {
            account: "existing",
            exemptions: [{ user: "ann", owner: "o@example.com", reason: "r", expires: "2027-01-01" }],
          },
          "test",
        ),
      },
    },
    says: null,
  },
  "an exception names the call, which it may not": {
    trust: [trusts(ROOT)],
    context: {
      settings: {
        ...CONTEXT.settings,
        rollout: parseRolloutObject(
          {
            account: "existing",
            exceptions: [
              { actions: ["sts:AssumeRole"], owner: "o@example.com", reason: "r", expires: "2027-01-01" },
            ],
          },
          "test",
        ),
      },
    },
    says: /ops: ann can assume it without MFA/,
  },
  "only the stack's users count, and the user is not of it": {
    trust: [trusts(ROOT)],
    context: { settings: { ...CONTEXT.settings, scope: "stack" } },
    says: null,
  },
  "another action than AssumeRole is allowed": {
    trust: [{ ...trusts(ROOT), Action: "sts:TagSession" }],
    says: null,
  },
};

const BOUNDS = managedPolicy(statements({ Effect: "Allow", Action: "s3:*", Resource: "*" }), {
  name: "bounds",
});

function check(
  users: readonly User[],
  roles: AccountFacts["roles"],
  { account, context }: Partial<Case> = {},
) {
  const model = modelAccount([], { users: found(users), roles, ...account });
  const policies = found(new Map([...model.policies.found, ["arn:bounds", BOUNDS]]));
  return roleTrustMfa.check({ ...model, policies }, { ...CONTEXT, ...context });
}

describe("role-trust-mfa", () => {
  for (const [name, one] of Object.entries(CASES)) {
    it(name, () => {
      const ann = consoleUser(
        "ann",
        { inlinePolicies: inline(...(one.ann ?? [MAY])), ...one.changes },
        one.live,
      );
      const { outcomes } = check([ann], found([role("ops", statements(...one.trust), one.role)]), one);
      const told = outcomes.map((outcome) =>
        outcome.kind === "violation"
          ? outcome.message
          : outcome.kind === "unknown"
            ? outcome.reason
            : outcome,
      );
      if (one.says === null) assert.deepEqual(told, []);
      else {
        assert.equal(outcomes.length, 1, JSON.stringify(told));
        const isUnknown = !(one.says instanceof RegExp);
        assert.equal(outcomes[0]?.kind, isUnknown ? "unknown" : "violation");
        assert.match(
          isUnknown ? JSON.stringify(told[0]) : String(told[0]),
          one.says instanceof RegExp ? one.says : one.says.unknown,
        );
      }
    });
  }

  it("names five users, counts the rest, and those whom the trust policy names beside them", () => {
    const many = ["a", "b", "c", "d", "e", "f", "g"].map((name) => user(name, MAY));
    const { outcomes, headline } = check(
      many,
      found([
        role("all", statements(trusts(ROOT))),
        role(
          "two",
          statements(
            trusts({ AWS: ["arn:aws:iam::111122223333:user/b", "arn:aws:iam::111122223333:user/c"] }),
          ),
        ),
        role("none", statements(trusts(ROOT, ASKS))),
      ]),
    );
    assert.equal(headline, "2 of 3 roles of account 111122223333 can be assumed without MFA");
    assert.deepEqual(
      outcomes.map((outcome) => outcome.kind === "violation" && outcome.message),
      [
        "all: a, b, c, d, e and 2 more users can assume it without MFA",
        "two: b and c can assume it without MFA",
      ],
    );
  });

  it("judges a user from when the force-MFA policy holds", () => {
    const later = selfServicePolicy({ partition: "aws", from: new Date("2026-12-01T00:00:00Z") });
    const policies = inline(MAY).concat([
      {
        name: "force",
        document: known(parsePolicyDocument(JSON.stringify(later))),
        origin: "live",
        urn: undefined,
      },
    ]);
    const { outcomes } = check(
      [consoleUser("ann", { inlinePolicies: policies })],
      found([role("ops", statements(trusts(ROOT)))]),
    );
    assert.deepEqual(outcomes, []);
  });

  it("is of the stack's role where there is one, and says of an unknown trust policy whose it is", () => {
    const urn = "urn:pulumi:dev::app::aws:iam/role:Role::ops";
    const { outcomes } = check(
      [user("ann", MAY)],
      found([
        role("ops", statements(trusts(ROOT)), { urn }),
        role(
          "x",
          { ...statements() },
          { name: undefined, trust: NOT_READ, urn: `${urn}2`, origin: "planned" },
        ),
      ]),
    );
    assert.deepEqual(
      outcomes.map((outcome) => [outcome.kind, "urn" in outcome && outcome.urn]),
      [
        ["violation", urn],
        ["unknown", `${urn}2`],
      ],
    );
  });

  it("tells of a role that the stack makes that it is not there yet", () => {
    const { outcomes } = check(
      [user("ann", MAY)],
      found([role("ops", statements(trusts(ROOT)), { urn: "urn:ops", origin: "planned" })]),
    );
    assert.deepEqual(
      outcomes.map((outcome) => outcome.kind === "violation" && outcome.message),
      ["ops, made by this deployment: ann can assume it without MFA"],
    );
  });

  for (const [what, resource, changes, kinds] of [
    [
      "a name is not known, and a policy names roles of its kind",
      "role/ops-*",
      { name: undefined },
      "unknown",
    ],
    ["a name is not known, and a policy names one role", "role/ops", { name: undefined }, "unknown"],
    [
      "a path is not known, and a policy names the role in one",
      "role/team/ops",
      { path: NOT_READ },
      "unknown",
    ],
    ["a path is not known, and a policy names it in none", "role/ops", { path: NOT_READ }, "unknown"],
    ["a name is not known, and a policy names every role", "role/*", { name: undefined }, "violation"],
    [
      "a name is not known, and a policy names roles in another path",
      "role/x/*",
      { name: undefined, path: known("/y/") },
      "",
    ],
    ["a path is not known, and a policy names another role", "role/x/dev", { path: NOT_READ }, ""],
  ] as const) {
    it(`tells no pass where ${what}: ${kinds || "none is it"}`, () => {
      const { outcomes } = check(
        [user("ann", { ...ALLOW, Resource: `arn:aws:iam::111122223333:${resource}` })],
        found([role("ops", statements(trusts(ROOT)), { origin: "planned", urn: "urn:ops", ...changes })]),
      );
      assert.equal(outcomes.map(({ kind }) => kind).join(), kinds);
    });
  }

  it("counts users whom the stack makes", () => {
    const planned = plannedUser("new", { inlinePolicies: inline(MAY) });
    const { outcomes } = check([planned], found([role("ops", statements(trusts(ROOT)))]));
    assert.match(outcomes[0]?.kind === "violation" ? outcomes[0].message : "", /^ops: new can assume/);
  });

  it("does not pass roles, users or an account that could not be read", () => {
    const kinds = (users: AccountFacts["users"], roles: AccountFacts["roles"], account = {}) =>
      check([], roles, { account: { users, ...account } }).outcomes.map(({ kind }) => kind);
    assert.deepEqual(kinds(found([user("ann")]), found([], NOT_READ)), ["unknown"]);
    assert.deepEqual(kinds(found([], NOT_READ), found([role("ops", statements(trusts(ROOT)))])), ["unknown"]);
    assert.deepEqual(kinds(found([]), found([]), { identity: NOT_READ }), ["unknown"]);
  });
});

import assert from "node:assert/strict";
import { selfServicePolicy } from "../../policypack/policy/self-service-policy";
import { parsePolicyDocument, PolicyDocumentError } from "../../policypack/iam/policy-document";
import { judgeForceMfa } from "../../policypack/iam/force-mfa-judgement";

type Deny = Record<string, unknown>;

const { Version, Statement } = selfServicePolicy({ partition: "aws" });
const OUR_DENY = Statement.at(-1);
assert.ok(OUR_DENY?.Effect === "Deny" && OUR_DENY.NotAction);
const EXEMPT = OUR_DENY.NotAction;

/** Our own policy's Deny, with one thing of it changed. */
function withDeny(changes: Deny): string {
  return JSON.stringify({ Version, Statement: [...Statement.slice(0, -1), { ...OUR_DENY, ...changes }] });
}

/** What is said of a document by its effect; null: it does not mean to force MFA. */
function judged(json: string) {
  const judgement = judgeForceMfa(parsePolicyDocument(json));
  return judgement && { weaknesses: judgement.weaknesses, from: judgement.from };
}

const noMfa = { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } };
const after = (date: string) => ({ ...noMfa, DateGreaterThan: { "aws:CurrentTime": date } });

const HOLDS: Record<string, Deny> = {
  "as it is": {},
  "under another Sid": { Sid: "Other" },
  "with the boolean as JSON has it": { Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": false } } },
  "with the key in other case": { Condition: { boolifexists: { "AWS:multifactorauthpresent": ["False"] } } },
  "with actions in other case": { NotAction: EXEMPT.map((a) => a.toUpperCase()) },
  "with a resource among which is everything": { Resource: ["arn:aws:s3:::x", "*"] },
  "with fewer exempt actions": { NotAction: EXEMPT.filter((action) => action !== "iam:GetUser") },
  "with AWS's own further exemptions": { NotAction: [...EXEMPT, "iam:ListUsers", "iam:ChangePassword"] },
};

const DOES_NOT_HOLD: Record<string, Deny> = {
  "Allow for Deny": { Effect: "Allow" },
  "Bool for BoolIfExists, which lets access keys pass": { Condition: { Bool: noMfa.BoolIfExists } },
  "StringEquals for BoolIfExists": { Condition: { StringEquals: noMfa.BoolIfExists } },
  "true for false": { Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "true" } } },
  "true beside false": { Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": ["false", "true"] } } },
  "no condition": { Condition: undefined },
  "another key": { Condition: { BoolIfExists: { "aws:SecureTransport": "false" } } },
  "a further condition": { Condition: { ...noMfa, IpAddress: { "aws:SourceIp": "10.0.0.0/8" } } },
  "calls by AWS services let through": {
    Condition: { BoolIfExists: { ...noMfa.BoolIfExists, "aws:ViaAWSService": "false" } },
  },
  "a date before which it ends": {
    Condition: { ...noMfa, DateLessThan: { "aws:CurrentTime": "2027-01-01" } },
  },
  "a date that is none": { Condition: after("soon") },
  "making a device not exempt": { NotAction: EXEMPT.filter((a) => a !== "iam:CreateVirtualMFADevice") },
  "deactivation exempt": { NotAction: [...EXEMPT, "iam:DeactivateMFADevice"] },
  "deletion exempt": { NotAction: [...EXEMPT, "iam:DeleteVirtualMFADevice"] },
  "a wildcard exempt": { NotAction: ["iam:*"] },
  "Action for NotAction": { NotAction: undefined, Action: ["s3:*"] },
  "a narrower resource": { Resource: "arn:aws:s3:::*" },
  "NotResource for Resource": { Resource: undefined, NotResource: "arn:aws:s3:::x" },
};

describe("force-MFA policy", () => {
  for (const [change, deny] of Object.entries(HOLDS)) {
    it(`holds ${change}`, () => {
      assert.deepEqual(judged(withDeny(deny)), { weaknesses: [], from: null });
    });
  }

  for (const [change, deny] of Object.entries(DOES_NOT_HOLD)) {
    it(`does not hold with ${change}`, () => {
      assert.notDeepEqual(judged(withDeny(deny))?.weaknesses, []);
    });
  }

  it("tells from when it holds", () => {
    const document = withDeny({ Condition: after("2027-02-01T09:00:00Z") });
    assert.deepEqual(judged(document), { weaknesses: [], from: new Date("2027-02-01T09:00:00Z") });
  });

  it("holds from the earlier of two", () => {
    const { Statement } = JSON.parse(withDeny({ Condition: after("2027-02-01T09:00:00Z") })) as {
      Statement: Deny[];
    };
    const earlier = { ...Statement.at(-1), Condition: after("2027-01-01T09:00:00Z") };
    const document = JSON.stringify({ Version, Statement: [...Statement, earlier] });
    assert.deepEqual(judged(document), { weaknesses: [], from: new Date("2027-01-01T09:00:00Z") });
  });
});

describe("policy document", () => {
  it("may have one statement that is no list, and strings for lists", () => {
    const json = '{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}';
    const [statement] = parsePolicyDocument(json).statements;
    assert.deepEqual(statement?.actions, ["s3:*"]);
    assert.deepEqual(statement?.resources, ["*"]);
  });

  for (const [what, json] of Object.entries({
    "text that is no JSON": "{",
    "a list": "[]",
    "a document without statements": "{}",
    "a statement without effect": '{"Statement":[{"Action":"*"}]}',
    "an action that is no string": '{"Statement":[{"Effect":"Deny","Action":[{}]}]}',
    "a condition that is no object": '{"Statement":[{"Effect":"Deny","Condition":"x"}]}',
  })) {
    it(`is not ${what}`, () => {
      assert.throws(() => parsePolicyDocument(json), PolicyDocumentError);
    });
  }
});

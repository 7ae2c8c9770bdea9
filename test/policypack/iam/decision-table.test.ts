import assert from "node:assert/strict";
import type { Decision, NamedPolicy, PolicySet } from "../../../policypack/iam/evaluate";
import { tabulate, worst } from "../../../policypack/iam/decision-table";
import type { RequestScenario } from "../../../policypack/iam/request-scenarios";
import { ALLOW_ALL, type JsonStatement, NO_MFA, read } from "./documents";

const ANN = { name: "ann", path: "/", accountId: "111122223333", partition: "aws" };
const OWN = "arn:aws:iam::111122223333:user/ann";
const WITHOUT_MFA: RequestScenario = { mfa: "false", viaService: false };

function policy(name: string, ...Statement: JsonStatement[]): NamedPolicy {
  return { name, document: read({ Version: "2012-10-17", Statement }) };
}

function allow(Action: string, more: JsonStatement = {}): JsonStatement {
  return { Effect: "Allow", Action, Resource: "*", ...more };
}

const EVERYTHING: NamedPolicy = { name: "admin", document: read(ALLOW_ALL) };
const FORCE = policy("force", {
  Sid: "Force",
  Effect: "Deny",
  NotAction: "iam:Get*",
  Resource: "*",
  Condition: NO_MFA,
});
const OFFICE = { Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } } };

const CASES: Record<
  string,
  { policies: PolicySet; action: string; resources?: string[]; says: string; scenario?: RequestScenario }
> = {
  "nothing allows it": { policies: { identity: [] }, action: "s3:GetObject", says: "denied by nothing" },
  "a Deny decides, and is named": {
    policies: { identity: [EVERYTHING, FORCE] },
    action: "s3:GetObject",
    says: "denied by Force of force",
  },
  "an action that a Deny exempts": {
    policies: { identity: [EVERYTHING, FORCE] },
    action: "IAM:getuser",
    says: "may succeed by 0 of admin",
  },
  "with MFA": {
    policies: { identity: [EVERYTHING, FORCE] },
    action: "s3:GetObject",
    scenario: { mfa: "true", viaService: false },
    says: "may succeed by 0 of admin",
  },
  "a Deny that can't be told does not count as one": {
    policies: {
      identity: [EVERYTHING, policy("office", { Effect: "Deny", Action: "*", Resource: "*", ...OFFICE })],
    },
    action: "s3:GetObject",
    says: "can't tell: statement 1 of policy office: aws:SourceIp is not known",
  },
  "two Denies of the same list, one as Action and one as NotAction": {
    policies: {
      identity: [
        EVERYTHING,
        policy("get", { Effect: "Deny", Action: "iam:Get*", Resource: "*" }),
        policy("all but get", { Effect: "Deny", NotAction: "iam:Get*", Resource: "*" }),
      ],
    },
    action: "s3:GetObject",
    says: "denied by 0 of all but get",
  },
  "an Allow that can't be told may allow": {
    policies: { identity: [policy("office", allow("s3:*", OFFICE))] },
    action: "s3:GetObject",
    says: "can't tell: statement 1 of policy office: aws:SourceIp is not known",
  },
  "an Allow that can't be told beside one that is certain": {
    policies: { identity: [policy("office", allow("s3:*", OFFICE)), EVERYTHING] },
    action: "s3:GetObject",
    says: "may succeed by 0 of admin",
  },
  "a permissions boundary that does not allow": {
    policies: { identity: [EVERYTHING], boundary: policy("boundary", allow("ec2:*")) },
    action: "s3:GetObject",
    says: "denied by nothing",
  },
  "a Deny of a service control policy": {
    policies: { identity: [EVERYTHING], scps: [[EVERYTHING], [EVERYTHING, FORCE]] },
    action: "s3:GetObject",
    says: "denied by Force of force",
  },
  "a level of service control policies that does not allow": {
    policies: { identity: [EVERYTHING], scps: [[EVERYTHING], [policy("unit", allow("ec2:*"))]] },
    action: "s3:GetObject",
    says: "denied by nothing",
  },
  "what is open on one of the resources": {
    policies: {
      identity: [policy("own", allow("iam:*", { Resource: "arn:aws:iam::*:user/${aws:username}" }))],
    },
    action: "iam:DeleteUser",
    resources: ["*", OWN],
    says: "may succeed by 0 of own",
  },
  "no pattern of ARNs is about an action that takes no resource": {
    policies: { identity: [policy("own", allow("iam:*", { Resource: "arn:aws:iam::*:user/*" }))] },
    action: "iam:ListUsers",
    says: "denied by nothing",
  },
  "a variable in the account's place of an ARN, where AWS takes none": {
    policies: {
      identity: [policy("own", allow("iam:*", { Resource: "arn:aws:iam::${aws:PrincipalAccount}:user/*" }))],
    },
    action: "iam:DeleteUser",
    resources: [OWN],
    says: "can't tell: statement 1 of policy own: a variable before the fifth colon of an ARN, where AWS takes none",
  },
  "GetSessionToken needs no permission": {
    policies: { identity: [] },
    action: "sts:GetSessionToken",
    says: "may succeed by nothing",
  },
  "GetCallerIdentity can't be denied": {
    policies: { identity: [policy("no", { Effect: "Deny", Action: "*", Resource: "*" })] },
    action: "sts:GetCallerIdentity",
    says: "may succeed by nothing",
  },
  "an action pattern without a service": {
    policies: { identity: [policy("odd", allow("*:GetObject"))] },
    action: "s3:GetObject",
    says: 'can\'t tell: statement 1 of policy odd: the action "*:GetObject" names no service',
  },
};

function say(decision: Decision | undefined): string {
  if (!decision) return "nothing was decided";
  if (decision.outcome === "can't tell") return `can't tell: ${decision.why}`;
  const { by } = decision;
  return `${decision.outcome} by ${by ? `${by.sid ?? by.index} of ${by.policy}` : "nothing"}`;
}

describe("what becomes of an action", () => {
  for (const [shows, { policies, action, resources = ["*"], scenario = WITHOUT_MFA, says }] of Object.entries(
    CASES,
  )) {
    it(shows, () => {
      const [rows] = tabulate(policies, ANN, [action, "ec2:RunInstances"], resources, [scenario]);
      const row = rows?.find(({ actions }) => actions.includes(action));
      assert.equal(say(row && worst(row.byResource)), says);
    });
  }
});

import { ALLOW_ALL, ours } from "../iam/documents";
import {
  after,
  ANY_DEVICE,
  bounded,
  boundary,
  deny,
  denyUnless,
  enrolling,
  holding,
  MFA,
  OWN_USER,
  policy,
  SELF,
  SELF_SERVICE,
  statements,
  under,
  until,
  withScps,
} from "./case-policies";
import type { ExplainedCase } from "./cases";

/** Says which services may be used at all: so many companies keep their people to those that they have approved. */
const services = (...NotAction: string[]) => policy({ Effect: "Deny", NotAction });
const APPROVED = services("s3:*", "iam:*", "sts:*");
const beside = (document: object) => under(ours(), {}, { work: ALLOW_ALL, rail: document });

/** Denials of most services with MFA and without, beside the one that forces MFA. */
const SERVICES: Readonly<Record<string, ExplainedCase>> = {
  "all but some services denied, with MFA or without": {
    truth: "covered",
    why: "with MFA, S3 works, and without MFA it does not",
    account: beside(APPROVED),
  },
  "all but some services denied in the permissions boundary": {
    truth: "covered",
    why: "an explicit Deny of a boundary denies no more than what it names",
    account: under(ours(), bounded, boundary(statements(ALLOW_ALL, APPROVED))),
  },
  "all but some services denied by a service control policy": {
    truth: "covered",
    why: "what the SCP spares works with MFA",
    account: withScps(under(ours()), [ALLOW_ALL], [ALLOW_ALL, APPROVED]),
  },
  "all but some services denied in the policy that forces MFA": {
    truth: "covered",
    why: "its two Denies are two rules",
    account: under(statements(policy(...SELF), denyUnless(SELF_SERVICE), APPROVED)),
  },
  "all but some services denied, and nothing forces MFA": {
    truth: "uncovered",
    why: "S3 and IAM work without MFA as they do with it",
    account: holding({ work: ALLOW_ALL, rail: APPROVED }),
  },
  "all but services that nothing allows denied": {
    truth: "lockout",
    says: /everything is denied with MFA too/,
    why: "she may use S3 alone, and that is denied with MFA too",
    account: under(
      ours(),
      {},
      { work: policy({ Effect: "Allow", Action: "s3:*" }), rail: services("iam:*") },
    ),
  },
  "all but devices denied, with MFA or without": {
    truth: "lockout",
    says: /everything is denied with MFA too/,
    why: "with MFA she may take the device off, and nothing that she has an account for",
    account: beside(services("iam:*MFADevice*")),
  },
  "all but some services denied, IAM among them": {
    truth: "lockout",
    says: /iam:CreateVirtualMFADevice is denied by statement 1 of policy rail/,
    why: "enrolling is denied, whatever else works",
    account: beside(services("s3:*", "ec2:*")),
  },
};

const iamUnless = (Condition: object) => beside(deny("iam:*", { Condition }));
const ENROLLING = { Effect: "Allow", Action: ["iam:CreateVirtualMFADevice", "iam:EnableMFADevice"] };

/** Conditions on keys that the calls of enrolling never have, or always. */
const KEYS: Readonly<Record<string, ExplainedCase>> = {
  "IAM denied but with a certain boundary": {
    truth: "lockout",
    says: /iam:CreateVirtualMFADevice is denied/,
    why: "iam:PermissionsBoundary is in no call of enrolling, and StringNotEquals holds without it",
    account: iamUnless({
      StringNotEquals: { "iam:PermissionsBoundary": "arn:aws:iam::111122223333:policy/x" },
    }),
  },
  "IAM denied for a service to which a role is passed": {
    truth: "covered",
    why: "iam:PassedToService is in iam:PassRole alone, and StringEquals does not hold without it",
    account: iamUnless({ StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } }),
  },
  "everything denied by a key of S3": {
    truth: "covered",
    why: "IAM's calls have no s3:max-keys",
    account: beside(deny("*", { Condition: { NumericGreaterThan: { "s3:max-keys": "10" } } })),
  },
  "everything denied but on an instance, by its ARN": {
    truth: "lockout",
    says: /iam:CreateVirtualMFADevice is denied/,
    why: "ec2:SourceInstanceARN is in sessions of an instance's role alone",
    account: beside(deny("*", { Condition: { Null: { "ec2:SourceInstanceARN": "true" } } })),
  },
  "IAM denied on a user by a variable of S3": {
    truth: "covered",
    why: "a variable without a value matches nothing",
    account: beside(deny("iam:*", { Resource: "arn:aws:iam::*:user/${s3:prefix}" })),
  },
  "IAM denied but for calls of the account's own services": {
    truth: "lockout",
    says: /iam:CreateVirtualMFADevice is denied/,
    why: "aws:SourceAccount is in calls that a service makes for itself alone",
    account: iamUnless({ StringNotEquals: { "aws:SourceAccount": "111122223333" } }),
  },
  "IAM denied in calls of services of other organizations": {
    truth: "covered",
    why: "AWS's guard against confused deputies: a user's call has no aws:SourceAccount",
    account: iamUnless({
      StringNotEqualsIfExists: { "aws:SourceOrgID": "o-abcdefghij" },
      Null: { "aws:SourceAccount": "false" },
    }),
  },
  "IAM denied without a tag in the request": {
    truth: "lockout",
    says: /iam:CreateVirtualMFADevice is denied/,
    why: "iam:EnableMFADevice takes no tags",
    account: iamUnless({ Null: { "aws:RequestTag/owner": "true" } }),
  },
  "IAM denied to who gives a certain tag": {
    truth: "covered",
    why: "no call of enrolling gives one, and ForAnyValue does not hold without the key",
    account: iamUnless({ "ForAnyValue:StringEquals": { "aws:TagKeys": ["admin"] } }),
  },
  "everything denied on other accounts' resources": {
    truth: "covered",
    why: "she enrols in her own account",
    account: beside(deny("*", { Condition: { StringNotEquals: { "aws:ResourceAccount": "111122223333" } } })),
  },
  "everything denied in a session of aws login": {
    truth: "covered",
    why: "aws:SignInSessionArn is not available for console sessions",
    account: beside(
      deny("*", { Condition: { ArnLike: { "aws:SignInSessionArn": "arn:aws:signin:*:*:session/*" } } }),
    ),
  },
  "a boundary that allows IAM with itself as a boundary only": {
    truth: "lockout",
    says: /iam:CreateVirtualMFADevice is not allowed/,
    why: "no call of enrolling has iam:PermissionsBoundary",
    account: under(
      ours(),
      bounded,
      boundary(
        policy(
          { Effect: "Allow", Action: "s3:*" },
          {
            Effect: "Allow",
            Action: "iam:*",
            Condition: { StringEquals: { "iam:PermissionsBoundary": "x" } },
          },
        ),
      ),
    ),
  },
  "a boundary that allows enrolling for everything but security keys": {
    truth: "covered",
    why: "iam:RegisterSecurityKey is in no call that enables an app",
    account: under(
      ours(),
      bounded,
      boundary(
        policy(
          {
            ...ENROLLING,
            Resource: [ANY_DEVICE, ...OWN_USER],
            Condition: { Null: { "iam:RegisterSecurityKey": "true" } },
          },
          { Effect: "Allow", NotAction: "iam:*", Condition: { Bool: { [MFA]: "true" } } },
        ),
      ),
    ),
  },
};

const DENYING = denyUnless(SELF_SERVICE);
const enrolOn = (user: string, more: object = {}, device = ANY_DEVICE) =>
  under(statements(policy(...enrolling(device, user, more)), DENYING), {}, {});

/** Allowed elsewhere: it is told where, for what has to be changed is there. */
const ELSEWHERE: Readonly<Record<string, ExplainedCase>> = {
  "enabling allowed on the users of another account": {
    truth: "lockout",
    says: /iam:EnableMFADevice is not allowed by any policy of the user \(statement 2 of policy force of group mfa allows it on other resources\)/,
    why: "her ARN has her own account's number",
    account: enrolOn("arn:aws:iam::999988887777:user/${aws:username}"),
  },
  "creating allowed for names that begin with hers": {
    truth: "lockout",
    says: /only a passkey .*\(statement 1 of policy force of group mfa allows it on other resources\)/,
    why: "the console lets people name a device as they like",
    account: enrolOn("arn:aws:iam::*:user/*", {}, "arn:aws:iam::*:mfa/${aws:username}-*"),
  },
  "enrolling allowed to those with a tag, and she has none": {
    truth: "lockout",
    says: /\(statement 1 of policy force of group mfa allows it elsewhere, or on a condition\)/,
    why: "StringEquals does not hold where the key is missing",
    account: enrolOn("*", { Condition: { StringEquals: { "aws:PrincipalTag/staff": "yes" } } }),
  },
  "enrolling allowed by a variable of SAML": {
    truth: "lockout",
    says: /iam:EnableMFADevice is not allowed/,
    why: "saml:sub is in no request of a user, and a variable without a value matches nothing",
    account: enrolOn("arn:aws:iam::*:user/${saml:sub}"),
  },
  "enrolling allowed by a variable of SAML, with her name for a default": {
    truth: "covered",
    why: "a default stands for a key that is not there",
    account: enrolOn("arn:aws:iam::*:user/${saml:sub, 'ann'}"),
  },
};

const NEW_YEAR = "2027-01-02T00:00:00Z";

/** Denied for a time. */
const TIMES: Readonly<Record<string, ExplainedCase>> = {
  "IAM denied over the holidays": {
    truth: "lockout",
    says: /iam:CreateVirtualMFADevice is denied by statement 1 of policy rail from 2026-12-24 until 2027-01-02$/m,
    why: "who comes to enrol in these days can't, and nothing else works",
    account: iamUnless({ ...after("2026-12-24T00:00:00Z"), ...until(NEW_YEAR) }),
  },
  "IAM denied until the new year": {
    truth: "lockout",
    says: /iam:CreateVirtualMFADevice is denied by statement 1 of policy rail until 2027-01-02$/m,
    why: "the rest is denied already",
    account: iamUnless(until(NEW_YEAR)),
  },
};

/** What stands beside the policy that forces MFA in many companies. Answers were worked out from AWS's documents first. */
export const GUARDRAIL_CASES: Readonly<Record<string, ExplainedCase>> = {
  ...SERVICES,
  ...KEYS,
  ...ELSEWHERE,
  ...TIMES,
};

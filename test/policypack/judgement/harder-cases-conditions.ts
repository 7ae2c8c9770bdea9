import { NO_MFA, withDeny } from "../iam/documents";
import {
  after,
  AGE,
  ANY_DEVICE,
  denyUnless,
  enrolling,
  forcedOn,
  holding,
  MFA,
  OFFICES,
  OWN_USER,
  policy,
  SELF,
  SELF_SERVICE,
  sparing,
  statements,
  under,
  until,
} from "./case-policies";
import type { ExplainedCase } from "./cases";

/** Conditions on MFA, on where a call comes from and what for, and dates. */
export const CASES_OF_CONDITIONS: Readonly<Record<string, ExplainedCase>> = {
  // Conditions on MFA.
  "ForAllValues on the key of MFA, in the Deny": {
    truth: "covered",
    why: "ForAllValues holds where the key is missing, so that access keys are denied too",
    account: under(forcedOn({ "ForAllValues:Bool": { [MFA]: "false" } })),
  },
  "ForAnyValue on the key of MFA, in the Deny": {
    truth: "weak",
    says: /with a long-term access key/,
    why: "ForAnyValue does not hold where the key is missing",
    account: under(forcedOn({ "ForAnyValue:Bool": { [MFA]: "false" } })),
  },
  "ForAllValues on the key of MFA, in an Allow of everything": {
    truth: "weak",
    says: /with a long-term access key/,
    why: "ForAllValues holds where the key is missing, so that access keys are let in",
    account: holding({
      gate: policy(...SELF, {
        Effect: "Allow",
        Action: "*",
        Condition: { "ForAllValues:Bool": { [MFA]: "true" } },
      }),
    }),
  },
  "denied where the MFA has no age": {
    truth: "covered",
    why: "the key is in requests with MFA only",
    account: under(forcedOn({ Null: { [AGE]: "true" } })),
  },
  "denied where the key of MFA is missing": {
    truth: "weak",
    says: /in a console session/,
    why: "a console session without MFA has the key, as false",
    account: under(forcedOn({ Null: { [MFA]: "true" } })),
  },
  "the missing key and the false one, each in a Deny of its own": {
    truth: "covered",
    why: "one of the two holds of every request without MFA",
    account: under(forcedOn({ Null: { [MFA]: "true" } }, { Bool: { [MFA]: "false" } })),
  },
  "the missing key and the false one, in one Deny": {
    truth: "weak",
    why: "several operators must all hold, and these two never do together",
    account: under(forcedOn({ Null: { [MFA]: "true" }, Bool: { [MFA]: "false" } })),
  },
  "both values of the key of MFA in the Deny": {
    truth: "lockout",
    says: /with MFA too/,
    why: "one of several values is enough",
    account: under(forcedOn({ BoolIfExists: { [MFA]: ["false", "true"] } })),
  },
  "everything allowed for an hour after MFA, by its age": {
    truth: "covered",
    why: "without MFA there is no age, and NumericLessThan does not hold",
    account: holding({
      gate: policy(...SELF, {
        Effect: "Allow",
        Action: "*",
        Condition: { NumericLessThan: { [AGE]: "3600" } },
      }),
    }),
  },
  "everything allowed for an hour after MFA, if there is an age": {
    truth: "weak",
    why: "IfExists lets in whoever has no MFA",
    account: holding({
      gate: policy(...SELF, {
        Effect: "Allow",
        Action: "*",
        Condition: { NumericLessThanIfExists: { [AGE]: "3600" } },
      }),
    }),
  },
  "denied an hour after MFA": {
    truth: "weak",
    why: "without MFA there is no age, and the Deny does not hold",
    account: under(forcedOn({ NumericGreaterThan: { [AGE]: "3600" } })),
  },
  "denied an hour after MFA, and where there is no age": {
    truth: "covered",
    why: "IfExists holds where the key is missing",
    account: under(forcedOn({ NumericGreaterThanIfExists: { [AGE]: "3600" } })),
  },
  "names of actions and keys in other letters": {
    truth: "covered",
    why: "neither is case-sensitive",
    account: under(
      policy(
        { Effect: "Allow", Action: "IAM:CREATEVIRTUALMFADEVICE", Resource: ANY_DEVICE },
        { Effect: "Allow", Action: "iam:enablemfadevice", Resource: OWN_USER },
        {
          Effect: "Deny",
          NotAction: SELF_SERVICE.map((action) => action.toUpperCase()),
          Condition: { BoolIfExists: { "AWS:multifactorauthpresent": "False" } },
        },
      ),
      {},
      {},
    ),
  },

  // Where a call comes from, and what for.
  "calls through AWS services spared, and denied by another": {
    truth: "covered",
    why: "the two Denies hold in turn",
    account: under(
      forcedOn(
        { ...NO_MFA, Bool: { "aws:ViaAWSService": "false" } },
        { ...NO_MFA, Bool: { "aws:ViaAWSService": "true" } },
      ),
    ),
  },
  "denied from some addresses, and from all others": {
    truth: "covered",
    why: "of IpAddress and NotIpAddress with the same ranges one holds of every address, and the latter without one",
    account: under(
      forcedOn(
        { ...NO_MFA, IpAddress: { "aws:SourceIp": OFFICES } },
        { ...NO_MFA, NotIpAddress: { "aws:sourceip": [...OFFICES].reverse() } },
      ),
    ),
  },
  "denied from two offices, and from outside one of them": {
    truth: "covered",
    why: "who is outside the first is denied by the second Deny, who is inside by the first",
    account: under(
      forcedOn(
        { ...NO_MFA, IpAddress: { "aws:SourceIp": OFFICES } },
        { ...NO_MFA, NotIpAddress: { "aws:SourceIp": OFFICES.slice(0, 1) } },
      ),
    ),
  },
  "denied from one office, and from outside two": {
    truth: "weak",
    says: /aws:SourceIp is not known/,
    why: "who is in the second office is denied by neither",
    account: under(
      forcedOn(
        { ...NO_MFA, IpAddress: { "aws:SourceIp": OFFICES.slice(0, 1) } },
        { ...NO_MFA, NotIpAddress: { "aws:SourceIp": OFFICES } },
      ),
    ),
  },
  "denied from some addresses, and from all others where the resource has a tag": {
    truth: "weak",
    why: "what has no tag is not denied from elsewhere",
    account: under(
      forcedOn(
        { ...NO_MFA, IpAddress: { "aws:SourceIp": OFFICES } },
        {
          ...NO_MFA,
          NotIpAddress: { "aws:SourceIp": OFFICES },
          StringEquals: { "aws:ResourceTag/open": "no" },
        },
      ),
    ),
  },
  "denied twice under one condition that can't be told": {
    truth: "weak",
    says: /aws:SecureTransport is not known/,
    why: "where it does not hold, neither denies",
    account: under(
      forcedOn(
        { ...NO_MFA, Bool: { "aws:SecureTransport": "true" } },
        { ...NO_MFA, Bool: { "aws:SecureTransport": "true" } },
      ),
    ),
  },
  "denied in a VPC if there is one, and in all others": {
    truth: "covered",
    why: "StringNotEquals holds where the key is missing",
    account: under(
      forcedOn(
        { ...NO_MFA, StringEqualsIfExists: { "aws:SourceVpc": "vpc-12345678" } },
        { ...NO_MFA, StringNotEquals: { "aws:SourceVpc": "vpc-12345678" } },
      ),
    ),
  },
  "denied from outside a VPC only": {
    truth: "weak",
    says: /aws:SourceVpc is not known/,
    why: "whoever is in that VPC is not denied",
    account: under(sparing({ StringNotEquals: { "aws:SourceVpc": "vpc-12345678" } })),
  },
  "assuming roles spared": {
    truth: "weak",
    says: /sts:AssumeRole/,
    why: "a role may do more, and its session does not tell of MFA",
    account: under(withDeny({ NotAction: [...SELF_SERVICE, "sts:AssumeRole"] })),
  },
  "the Deny on all ARNs instead of all resources": {
    truth: "weak",
    why: "actions without resources are asked of *, which is no ARN",
    account: under(withDeny({ Resource: "arn:aws:*" })),
  },
  "resources with a tag spared": {
    truth: "weak",
    says: /aws:ResourceTag\/public is not known/,
    why: "what has that tag is not denied",
    account: under(sparing({ StringNotEquals: { "aws:ResourceTag/public": "yes" } })),
  },

  // Dates.
  "one Deny until new year, another from then on": {
    truth: "covered",
    why: "at every time one of the two holds",
    account: under(
      forcedOn(
        { ...NO_MFA, ...until("2027-01-01T00:00:00Z") },
        { ...NO_MFA, DateGreaterThanEquals: { "aws:CurrentTime": "2027-01-01T00:00:00Z" } },
      ),
    ),
  },
  "a Deny from new year, and another that ends a month before": {
    truth: "weak",
    says: /from 2026-12-01/,
    why: "in between, nothing is denied",
    account: under(
      forcedOn(
        { ...NO_MFA, ...until("2026-12-01T00:00:00Z") },
        { ...NO_MFA, ...after("2027-01-01T00:00:00Z") },
      ),
    ),
  },
  "enrolling allowed from next month on": {
    truth: "lockout",
    why: "until then nothing allows it, and the rest is denied",
    account: under(
      statements(
        policy(...enrolling(ANY_DEVICE, OWN_USER, { Condition: after("2026-12-24T00:00:00Z") })),
        denyUnless(SELF_SERVICE),
      ),
      {},
      {},
    ),
  },
};

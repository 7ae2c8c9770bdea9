import { ALLOW_ALL, NO_MFA, ours, oursWith, withDeny } from "../iam/documents";
import {
  OWN_USER,
  SELF_SERVICE,
  after,
  allow,
  boundary,
  bounded,
  deny,
  denyUnless,
  enrolling,
  force,
  team,
  policy,
  sparing,
  under,
  until,
} from "./case-policies";
import type { PlainAccount } from "./plain-account";

/**
 * What the policies of a user come to. `covered`: denied without MFA, and able to enrol. `weak`: more than enrolling
 * works without MFA. `lockout`: denied, and unable to enrol. `uncovered`: nothing means to force MFA. `open question`:
 * it hangs on what is not known beforehand.
 */
export type Ternary = "covered" | "weak" | "lockout" | "uncovered" | "open question";

export interface JudgementCase {
  readonly truth: Ternary;
  /** A part of what is said of the user, where it matters. */
  readonly says?: RegExp;
  readonly account: PlainAccount;
}

/** A case with AWS's own reason for its answer. */
export interface ExplainedCase extends JudgementCase {
  readonly why: string;
}

export const CASES: Readonly<Record<string, JudgementCase>> = {
  "the self-service policy beside everything": { truth: "covered", account: under(ours()) },
  "the self-service policy alone": { truth: "covered", account: under(ours(), {}, {}) },
  "the self-service policy, of a user with a path": { truth: "covered", account: under(ours(), team) },
  "the self-service policy of a wave that has begun": {
    truth: "covered",
    account: under(ours("aws", { from: new Date("2026-10-01T00:00:00Z") })),
  },
  "the self-service policy of a wave to come": {
    truth: "covered",
    says: /in grace/,
    account: under(ours("aws", { from: new Date("2027-02-01T00:00:00Z") })),
  },
  "no policy but one that allows everything": {
    truth: "uncovered",
    account: { users: [{ name: "ann", attached: ["work"] }], policies: { work: ALLOW_ALL } },
  },
  "no policy at all": { truth: "uncovered", account: { users: [{ name: "ann" }] } },

  // What is denied together, or from elsewhere than a group's policy.
  "two policies that deny together": {
    truth: "covered",
    account: under(
      deny("iam:*", { Condition: NO_MFA, Action: undefined, NotAction: [...SELF_SERVICE, "s3:*"] }),
      {},
      {
        work: ALLOW_ALL,
        s3: deny("s3:*", { Condition: NO_MFA }),
        enrol: policy(...enrolling("arn:aws:iam::*:mfa/*", OWN_USER)),
      },
    ),
  },
  "forced by the permissions boundary alone": {
    truth: "covered",
    account: {
      users: [{ name: "ann", attached: ["work"], boundary: "limit" }],
      policies: {
        work: ALLOW_ALL,
        limit: {
          Version: "2012-10-17",
          Statement: [...ALLOW_ALL.Statement, ...denyUnless(SELF_SERVICE).Statement],
        },
      },
    },
  },
  "forced by an inline policy of the user": {
    truth: "covered",
    account: {
      users: [{ name: "ann", attached: ["work"], inline: { force: ours() } }],
      policies: { work: ALLOW_ALL },
    },
  },
  "forced by an inline policy of the group": {
    truth: "covered",
    account: {
      users: [{ name: "ann", groups: ["g"], attached: ["work"] }],
      groups: { g: { inline: { force: ours() } } },
      policies: { work: ALLOW_ALL },
    },
  },
  "everything allowed on the condition of MFA, and enrolling without": {
    truth: "covered",
    account: {
      users: [{ name: "ann", attached: ["gate"] }],
      policies: {
        gate: policy(...enrolling("arn:aws:iam::*:mfa/*", OWN_USER), {
          Effect: "Allow",
          Action: "*",
          Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
        }),
      },
    },
  },
  "a weakness of the Deny that the user's permissions do not reach": {
    truth: "covered",
    account: under(withDeny({ NotAction: [...SELF_SERVICE, "s3:*"] }), {}, { work: allow("ec2:*") }),
  },
  "AWS's published policy, of a user with a path who is an administrator": {
    truth: "covered",
    account: under(force("arn:aws:iam::*:mfa/*", OWN_USER[0]), team),
  },

  // Others are spared, or this user is.
  "others spared by name": {
    truth: "covered",
    account: under(sparing({ StringNotEquals: { "aws:username": ["root-admin", "robot"] } })),
  },
  "spared by name": {
    truth: "weak",
    account: under(sparing({ StringNotEquals: { "aws:username": ["ann", "robot"] } })),
  },
  "others spared by ARN": {
    truth: "covered",
    account: under(sparing({ ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:user/ops/*" } })),
  },
  "spared by an ARN with a path": {
    truth: "weak",
    account: under(sparing({ ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:user/team/*" } }), team),
  },
  "others spared by a tag": {
    truth: "covered",
    account: under(sparing({ StringNotEquals: { "aws:PrincipalTag/mfa": "off" } })),
  },
  "spared by a tag": {
    truth: "weak",
    account: under(sparing({ StringNotEquals: { "aws:PrincipalTag/mfa": "off" } }), { tags: { mfa: "off" } }),
  },

  // Weaknesses.
  "Bool where BoolIfExists should be": {
    truth: "weak",
    says: /with a long-term access key/,
    account: under(withDeny({ Condition: { Bool: { "aws:MultiFactorAuthPresent": "false" } } })),
  },
  "an Allow on BoolIfExists true": {
    truth: "weak",
    says: /with a long-term access key/,
    account: {
      users: [{ name: "ann", attached: ["gate"] }],
      policies: {
        gate: policy(...enrolling("arn:aws:iam::*:mfa/*", OWN_USER), {
          Effect: "Allow",
          Action: "*",
          Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "true" } },
        }),
      },
    },
  },
  "one more harmless read": {
    truth: "weak",
    says: /iam:GetAccountSummary/i,
    account: under(withDeny({ NotAction: [...SELF_SERVICE, "iam:GetAccountSummary"] })),
  },
  "deactivation spared": {
    truth: "weak",
    says: /iam:DeactivateMFADevice/,
    account: under(withDeny({ NotAction: [...SELF_SERVICE, "iam:DeactivateMFADevice"] })),
  },
  "all of IAM spared": {
    truth: "weak",
    account: under(withDeny({ NotAction: ["iam:*", "sts:GetSessionToken"] })),
  },
  "only some resources denied": {
    truth: "weak",
    account: under(withDeny({ Resource: "arn:aws:s3:::payroll/*" })),
  },
  "one bucket spared": {
    truth: "weak",
    account: under(withDeny({ Resource: undefined, NotResource: "arn:aws:s3:::public/*" })),
  },
  "a bucket spared by the account's number": {
    truth: "weak",
    account: under(
      withDeny({ Resource: undefined, NotResource: "arn:aws:s3:::data-${aws:PrincipalAccount}/*" }),
    ),
  },
  "a bucket spared by the user's name, in other letters": {
    truth: "weak",
    account: under(withDeny({ Resource: undefined, NotResource: "arn:aws:s3:::home/${AWS:UserName}/*" })),
  },
  "a bucket spared by a variable with a default": {
    truth: "weak",
    account: under(
      withDeny({ Resource: undefined, NotResource: "arn:aws:s3:::${aws:PrincipalTag/team, 'shared'}/*" }),
    ),
  },
  "two Denies whose exempt actions overlap": {
    truth: "weak",
    says: /ec2:Describe/,
    account: under(
      policy(
        ...enrolling("arn:aws:iam::*:mfa/*", OWN_USER),
        { Effect: "Deny", NotAction: [...SELF_SERVICE, "ec2:Describe*"], Condition: NO_MFA },
        { Effect: "Deny", NotAction: [...SELF_SERVICE, "ec2:*Instances"], Condition: NO_MFA },
      ),
    ),
  },
  "two Denies whose spared resources overlap": {
    truth: "weak",
    account: under(
      policy(
        ...enrolling("arn:aws:iam::*:mfa/*", OWN_USER),
        {
          Effect: "Deny",
          NotAction: SELF_SERVICE,
          Condition: NO_MFA,
          Resource: undefined,
          NotResource: "arn:aws:s3:::logs-*/*",
        },
        {
          Effect: "Deny",
          NotAction: SELF_SERVICE,
          Condition: NO_MFA,
          Resource: undefined,
          NotResource: "arn:aws:s3:::*-prod/*",
        },
      ),
    ),
  },
  "a Deny from a network only": {
    truth: "weak",
    says: /aws:SourceIp is not known/,
    account: under(sparing({ NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" } })),
  },
  "calls through AWS services let through": {
    truth: "weak",
    says: /through AWS services|through an AWS service/,
    account: under(
      withDeny({
        Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false", "aws:ViaAWSService": "false" } },
      }),
    ),
  },

  // Dates.
  "a denial that begins in 2999": {
    truth: "weak",
    says: /too far off/,
    account: under(withDeny({ Condition: { ...NO_MFA, ...after("2999-01-01T00:00:00Z") } })),
  },
  "a denial that begins at no time that there is": {
    truth: "weak",
    account: under(
      withDeny({ Condition: { ...NO_MFA, DateGreaterThan: { "aws:EpochTime": "99999999999999" } } }),
    ),
  },
  "a denial that ends next year": {
    truth: "weak",
    says: /from 2027-06-01/,
    account: under(withDeny({ Condition: { ...NO_MFA, ...until("2027-06-01T00:00:00Z") } })),
  },
  "a denial that has ended": {
    truth: "weak",
    account: under(withDeny({ Condition: { ...NO_MFA, ...until("2026-06-01T00:00:00Z") } })),
  },
  "a gap of a month next year": {
    truth: "weak",
    says: /from 2027-06-01/,
    account: under(
      policy(
        ...enrolling("arn:aws:iam::*:mfa/*", OWN_USER),
        {
          Effect: "Deny",
          NotAction: SELF_SERVICE,
          Condition: { ...NO_MFA, ...until("2027-06-01T00:00:00Z") },
        },
        {
          Effect: "Deny",
          NotAction: SELF_SERVICE,
          Condition: { ...NO_MFA, ...after("2027-07-01T00:00:00Z") },
        },
      ),
    ),
  },

  // Unable to enrol.
  "the published ARN does not match a path": {
    truth: "lockout",
    says: /iam:EnableMFADevice is not allowed/,
    account: under(force("arn:aws:iam::*:mfa/*", OWN_USER[0]), team, {}),
  },
  "another partition": { truth: "lockout", account: under(ours("aws-cn"), {}, {}) },
  "another account": {
    truth: "lockout",
    account: under(force("arn:aws:iam::*:mfa/*", "arn:aws:iam::999988887777:user/${aws:username}"), {}, {}),
  },
  "devices under a path with the user's name only": {
    truth: "lockout",
    account: under(force("arn:aws:iam::*:mfa/*/${aws:username}"), {}, {}),
  },
  "devices with the user's own name only": {
    truth: "lockout",
    says: /own name/,
    account: under(force("arn:aws:iam::*:mfa/${aws:username}"), {}, {}),
  },
  "a variable that names nobody": {
    truth: "lockout",
    account: under(force("arn:aws:iam::*:mfa/*", "arn:aws:iam::*:user/${aws:userid}"), {}, {}),
  },
  "a misspelt variable": {
    truth: "lockout",
    account: under(force("arn:aws:iam::*:mfa/*", "arn:aws:iam::*:user/${aws:usrname}"), {}, {}),
  },
  "an escaped variable": {
    truth: "lockout",
    account: under(force("arn:aws:iam::*:mfa/*", "arn:aws:iam::*:user/${$}{aws:username}"), {}, {}),
  },
  "variables in a document of the old version": {
    truth: "lockout",
    account: under({ ...force("arn:aws:iam::*:mfa/*"), Version: "2008-10-17" }, {}, {}),
  },
  "no call that makes a device allowed": {
    truth: "lockout",
    says: /only a passkey or security key|passkey or security key only/,
    account: under(oursWith("AllowCreateVirtualMFADevice", { Action: "iam:ListUsers" }), {}, {}),
  },
  "making a device allowed on the user only": {
    truth: "lockout",
    account: under(force(OWN_USER), {}, {}),
  },
  "enrolling not spared by the Deny": {
    truth: "lockout",
    says: /is denied by/,
    account: under(withDeny({ NotAction: ["iam:GetUser", "sts:GetSessionToken"] })),
  },
  "a boundary without IAM": {
    truth: "lockout",
    says: /limit \(permissions boundary\)/,
    account: under(ours(), bounded, boundary(allow(["s3:*", "ec2:*"]))),
  },
  "a boundary that denies IAM": {
    truth: "lockout",
    account: under(
      ours(),
      bounded,
      boundary({ Version: "2012-10-17", Statement: [...ALLOW_ALL.Statement, ...deny("iam:*").Statement] }),
    ),
  },
  "a boundary that allows enrolling": {
    truth: "covered",
    account: under(ours(), bounded, boundary(allow(["s3:*", "iam:*MFADevice", "iam:*MFADevices"]))),
  },
  "another policy denies IAM": {
    truth: "lockout",
    says: /policy noiam/,
    account: under(ours(), {}, { work: ALLOW_ALL, noiam: deny("iam:*") }),
  },
  "another policy denies enabling a device on this user": {
    truth: "lockout",
    account: under(
      ours(),
      {},
      { no: deny("iam:EnableMFADevice", { Resource: "arn:aws:iam::111122223333:user/ann" }) },
    ),
  },
  "another policy denies enabling a device on somebody else": {
    truth: "covered",
    account: under(
      ours(),
      {},
      { no: deny("iam:EnableMFADevice", { Resource: "arn:aws:iam::111122223333:user/bob" }) },
    ),
  },
  "a guard of Regions that does not spare IAM": {
    truth: "lockout",
    account: under(
      ours(),
      {},
      {
        region: deny("*", { Condition: { StringNotEquals: { "aws:RequestedRegion": "eu-central-1" } } }),
      },
    ),
  },
  "a guard of Regions that spares IAM's": {
    truth: "covered",
    account: under(
      ours(),
      {},
      {
        region: deny("*", {
          Condition: { StringNotEquals: { "aws:RequestedRegion": ["eu-central-1", "us-east-1"] } },
        }),
      },
    ),
  },
  "a guard of Regions that spares IAM": {
    truth: "covered",
    account: under(
      ours(),
      {},
      {
        region: deny("*", {
          Action: undefined,
          NotAction: ["iam:*", "sts:*"],
          Condition: { StringNotEquals: { "aws:RequestedRegion": "eu-central-1" } },
        }),
      },
    ),
  },
  "enrolling from a network only": {
    truth: "open question",
    says: /aws:SourceIp is not known/,
    account: under(
      ours(),
      {},
      {
        office: deny("iam:*", { Condition: { NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" } } }),
      },
    ),
  },
  "enrolling allowed until a deadline that is past": {
    truth: "lockout",
    account: under(
      policy(...enrolling("arn:aws:iam::*:mfa/*", OWN_USER, { Condition: until("2026-06-01T00:00:00Z") }), {
        Effect: "Deny",
        NotAction: SELF_SERVICE,
        Condition: NO_MFA,
      }),
      {},
      {},
    ),
  },
  "enrolling allowed until the deadline only": {
    truth: "lockout",
    account: under(
      policy(...enrolling("arn:aws:iam::*:mfa/*", OWN_USER, { Condition: until("2027-02-01T00:00:00Z") }), {
        Effect: "Deny",
        NotAction: SELF_SERVICE,
        Condition: { ...NO_MFA, ...after("2027-02-01T00:00:00Z") },
      }),
      {},
      {},
    ),
  },
  "enrolling asks for MFA": {
    truth: "lockout",
    account: under(
      policy(
        ...enrolling("arn:aws:iam::*:mfa/*", OWN_USER, {
          Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
        }),
        { Effect: "Deny", NotAction: SELF_SERVICE, Condition: NO_MFA },
      ),
      {},
      {},
    ),
  },
  "everything denied, always": {
    truth: "lockout",
    account: under(deny("*")),
  },
  "everything but enrolling denied with MFA too": {
    truth: "lockout",
    says: /with MFA too/,
    account: under(withDeny({ Condition: undefined })),
  },
};

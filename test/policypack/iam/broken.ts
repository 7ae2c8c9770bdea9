import type { WeaknessCode } from "../../../policypack/iam/find-weaknesses";
import { MFA_KEY } from "../../../policypack/iam/self-service-actions";
import { DENY, exempt, type JsonDocument, NO_MFA, ours, oursWith, withDeny } from "./documents";

const mfa = (value: unknown) => ({ [MFA_KEY]: value });
const { Statement } = ours();
const and = (...more: object[]): JsonDocument => ({
  Version: "2012-10-17",
  Statement: [...Statement, ...more] as never,
});

export interface Broken {
  readonly document: JsonDocument;
  readonly codes: readonly WeaknessCode[];
  /** A part of what is said of the weakness. */
  readonly says: string;
  /** What has to be changed. */
  readonly change: string;
}

/** Everything, to those with MFA, as somebody meant it. */
function allowWith(Condition: object, ...more: readonly object[]): JsonDocument {
  const everything = { Sid: "AllowWithMFA", Effect: "Allow", Action: "*", Resource: "*", Condition };
  return { Version: "2012-10-17", Statement: [everything, ...more] as never };
}

/** Our policy with one thing of it wrong, unless it says otherwise. */
export const BROKEN: Record<string, Broken> = {
  "Bool for BoolIfExists": {
    document: withDeny({ Condition: { Bool: mfa("false") } }),
    codes: ["access-keys"],
    says: "long-term access keys pass",
    change: `in ${DENY}, Bool should be BoolIfExists`,
  },
  "Allow for Deny": {
    document: withDeny({ Effect: "Allow" }),
    codes: ["everything"],
    says: "everything works without MFA",
    change: `in ${DENY}, Effect should be Deny`,
  },
  "an Allow to those with MFA, with BoolIfExists": {
    document: allowWith({ BoolIfExists: mfa("true") }),
    codes: ["access-keys"],
    says: "long-term access keys pass",
    change: 'in AllowWithMFA, BoolIfExists "true" should be Bool "true"',
  },
  "an Allow to those with MFA, beside one that is open to all": {
    document: allowWith(
      { BoolIfExists: mfa("true") },
      { Effect: "Allow", Action: "s3:ListAllMyBuckets", Resource: "*" },
    ),
    codes: ["access-keys"],
    says: "long-term access keys pass",
    change: 'in AllowWithMFA, BoolIfExists "true" should be Bool "true"',
  },
  "an Allow to those with MFA, with a string operator": {
    document: allowWith({ StringLikeIfExists: mfa("true") }),
    codes: ["everything"],
    says: "StringLikeIfExists does not fit the type of aws:MultiFactorAuthPresent",
    change: 'in AllowWithMFA, StringLikeIfExists "true" should be Bool "true"',
  },
  "an Allow to those whose requests say whether there is MFA": {
    document: allowWith({ Null: mfa("false") }),
    codes: ["sessions"],
    says: "console sessions without MFA pass",
    change: 'in AllowWithMFA, Null "false" should be Bool "true"',
  },
  "an Allow to those with recent MFA, where there is an age": {
    document: allowWith({ NumericLessThanIfExists: { "aws:MultiFactorAuthAge": "3600" } }),
    codes: ["everything"],
    says: "everything works without MFA",
    change: "in AllowWithMFA, NumericLessThanIfExists should be NumericLessThan",
  },
  "StringEquals on a boolean": {
    document: withDeny({ Condition: { StringEquals: mfa("false") } }),
    codes: ["everything"],
    says: "StringEquals does not fit the type of aws:MultiFactorAuthPresent",
    change: `in ${DENY}, StringEquals should be BoolIfExists`,
  },
  "an operator that does not exist": {
    document: withDeny({ Condition: { Boolean: mfa("false") } }),
    codes: ["everything"],
    says: "the operator Boolean is not known",
    change: `in ${DENY}, Boolean should be BoolIfExists`,
  },
  "all of IAM exempt": {
    document: withDeny({ NotAction: ["iam:*", "sts:GetSessionToken"] }),
    codes: ["disarm", "disarm", "more-actions"],
    says: "more actions without MFA",
    change: "in place of iam:* in NotAction",
  },
  "another service's reading exempt": {
    document: withDeny({ NotAction: [...exempt(), "s3:Get*"] }),
    codes: ["more-actions"],
    says: "1 more action without MFA: s3:Get*",
    change: `in ${DENY}, take s3:Get* out of NotAction`,
  },
  "an action with a letter wrong exempt": {
    document: withDeny({ NotAction: [...exempt(), "iam:GetAcountSummary"] }),
    codes: ["misspelt"],
    says: "iam:GetAcountSummary may work without MFA, and AWS has no such action",
    change: `in ${DENY}, take iam:GetAcountSummary out of NotAction`,
  },
  "actions with any letter in one place exempt": {
    document: withDeny({ NotAction: [...exempt(), "ec2:DescribeRegion?"] }),
    codes: ["more-actions"],
    says: "1 more action without MFA: ec2:DescribeRegion?",
    change: `in ${DENY}, take ec2:DescribeRegion? out of NotAction`,
  },
  "everything exempt": {
    document: withDeny({ NotAction: [...exempt(), "*"] }),
    codes: ["everything"],
    says: "everything works without MFA",
    change: "NotAction",
  },
  "deactivation exempt": {
    document: withDeny({ NotAction: [...exempt(), "iam:DeactivateMFADevice"] }),
    codes: ["disarm"],
    says: "iam:DeactivateMFADevice works without MFA",
    change: `in ${DENY}, take iam:DeactivateMFADevice out of NotAction`,
  },
  "deletion exempt": {
    document: withDeny({ NotAction: [...exempt(), "iam:DeleteVirtualMFADevice"] }),
    codes: ["disarm"],
    says: "iam:DeleteVirtualMFADevice works without MFA",
    change: `in ${DENY}, take iam:DeleteVirtualMFADevice out of NotAction`,
  },
  "a list of what is denied": {
    document: withDeny({ NotAction: undefined, Action: ["s3:*", "ec2:*"] }),
    codes: ["everything"],
    says: "everything works without MFA",
    change: `in ${DENY}, deny everything but the self-service set (NotAction), not 2 listed actions (Action)`,
  },
  "a narrower Resource": {
    document: withDeny({ Resource: "arn:aws:s3:::*" }),
    codes: ["some-resources"],
    says: "resources that the Deny leaves out are open",
    change: `in ${DENY}, Resource should be "*"`,
  },
  NotResource: {
    document: withDeny({ Resource: undefined, NotResource: "arn:aws:s3:::open/*" }),
    codes: ["some-resources"],
    says: "resources that the Deny leaves out are open",
    change: `in ${DENY}, Resource "*" should be in the place of NotResource`,
  },
  "one bucket of the account left out, by its number": {
    document: withDeny({ Resource: undefined, NotResource: "arn:aws:s3:::data-${aws:PrincipalAccount}/*" }),
    codes: ["some-resources"],
    says: "resources that the Deny leaves out are open",
    change: `in ${DENY}, Resource "*" should be in the place of NotResource`,
  },
  "two Denies that both leave out the overlap of two wildcards": {
    document: {
      Version: "2012-10-17",
      Statement: [
        ...withDeny({ NotAction: [...exempt(), "ec2:Describe*"] }).Statement,
        ...withDeny({ Sid: "Other", NotAction: [...exempt(), "ec2:*Instances"] }).Statement.slice(-1),
      ],
    },
    codes: ["more-actions"],
    says: "1 more action without MFA: ec2:Describe*Instances",
    change: "take ec2:",
  },
  "a range of addresses besides": {
    document: withDeny({ Condition: { ...NO_MFA, NotIpAddress: { "aws:SourceIp": "10.0.0.0/8" } } }),
    codes: ["everything"],
    says: "aws:SourceIp is not known",
    change: `in ${DENY}, drop the condition NotIpAddress aws:SourceIp`,
  },
  "two further conditions": {
    document: withDeny({
      Condition: {
        ...NO_MFA,
        IpAddress: { "aws:SourceIp": "10.0.0.0/8" },
        StringEquals: { "aws:SourceVpc": "vpc-1" },
      },
    }),
    codes: ["everything"],
    says: "aws:SourceIp is not known",
    change: `in ${DENY}, drop the condition IpAddress aws:SourceIp, StringEquals aws:SourceVpc`,
  },
  "users spared by a question mark": {
    document: withDeny({ Condition: { ...NO_MFA, StringNotLike: { "aws:username": "bob-?" } } }),
    codes: ["some-users"],
    says: "everything works without MFA, for users bob-?",
    change: `in ${DENY}, drop the condition StringNotLike aws:username`,
  },
  "one user left out": {
    document: withDeny({ Condition: { ...NO_MFA, StringNotEquals: { "aws:username": "break-glass" } } }),
    codes: ["some-users"],
    says: "everything works without MFA, for user break-glass",
    change: `in ${DENY}, drop the condition StringNotEquals aws:username`,
  },
  "a user with a path left out, by ARN": {
    document: withDeny({
      Condition: {
        ...NO_MFA,
        ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::111122223333:user/ops/break-glass" },
      },
    }),
    codes: ["some-users"],
    says: "everything works without MFA, for user ops/break-glass",
    change: `in ${DENY}, drop the condition ArnNotLike aws:PrincipalArn`,
  },
  "all users of a path left out, by ARN": {
    document: withDeny({
      Condition: { ...NO_MFA, StringNotLike: { "aws:PrincipalArn": "arn:*:iam::*:user/ops/*" } },
    }),
    codes: ["some-users"],
    says: "everything works without MFA, for users ops/*",
    change: `in ${DENY}, drop the condition StringNotLike aws:PrincipalArn`,
  },
  "two Denies that leave out one name in one path": {
    document: {
      Version: "2012-10-17",
      Statement: [
        ...withDeny({ Condition: { ...NO_MFA, StringNotEquals: { "aws:username": "bob" } } }).Statement,
        ...withDeny({
          Sid: "Other",
          Condition: { ...NO_MFA, ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:user/ops/*" } },
        }).Statement.slice(-1),
      ],
    },
    codes: ["some-users"],
    says: "everything works without MFA, for user ops/bob",
    change: "drop the condition",
  },
  "more than a few left out": {
    document: withDeny({
      Condition: { ...NO_MFA, StringNotEquals: { "aws:username": [..."abcdefghij"] } },
    }),
    codes: ["some-users"],
    says: "everything works without MFA, for users a, b, c, d, e, f, g, … (10 in all)",
    change: `in ${DENY}, drop the condition StringNotEquals aws:username`,
  },
  "those with a tag left out": {
    document: withDeny({ Condition: { ...NO_MFA, StringNotEquals: { "aws:PrincipalTag/mfa": "off" } } }),
    codes: ["everything"],
    says: "aws:PrincipalTag/mfa is not known",
    change: `in ${DENY}, drop the condition StringNotEquals aws:PrincipalTag/mfa`,
  },
  "calls by AWS services let through": {
    document: withDeny({ Condition: { BoolIfExists: { ...mfa("false"), "aws:ViaAWSService": "false" } } }),
    codes: ["aws-services"],
    says: "calls that AWS services make for the user pass",
    change: `in ${DENY}, drop the condition BoolIfExists aws:ViaAWSService`,
  },
  "the published command-line variant, with Bool and ViaAWSService": {
    document: withDeny({ Condition: { Bool: { ...mfa("false"), "aws:ViaAWSService": "false" } } }),
    codes: ["some-scenarios"],
    says: "some calls without MFA pass",
    change: `in ${DENY}, Bool should be BoolIfExists; in ${DENY}, drop the condition Bool aws:ViaAWSService`,
  },
  "true for false": {
    document: withDeny({ Condition: { BoolIfExists: mfa("true") } }),
    codes: ["sessions", "locked-out"],
    says: "everything is denied with MFA too",
    change: `in ${DENY}, ${MFA_KEY} should be "false", not "true"`,
  },
  "true beside false": {
    document: withDeny({ Condition: { BoolIfExists: mfa(["true", "false"]) } }),
    codes: ["locked-out"],
    says: "everything is denied with MFA too",
    change: `in ${DENY}, ${MFA_KEY} should be "false", not "true", "false"`,
  },
  "a second Deny of those with MFA": {
    document: and({
      Sid: "Other",
      Effect: "Deny",
      NotAction: exempt(),
      Resource: "*",
      Condition: { Bool: mfa("true") },
    }),
    codes: ["locked-out"],
    says: "everything is denied with MFA too",
    change: `in Other, ${MFA_KEY} should be "false", not "true"`,
  },
  "a second Deny of all but enrolling, by no condition": {
    document: and({ Sid: "Other", Effect: "Deny", NotAction: "iam:*MFADevice*", Resource: "*" }),
    codes: ["locked-out"],
    says: "everything is denied with MFA too",
    change: `in Other, add the condition BoolIfExists "${MFA_KEY}": "false"`,
  },
  "no condition": {
    document: withDeny({ Condition: undefined }),
    codes: ["locked-out"],
    says: "everything is denied with MFA too",
    change: `in ${DENY}, add the condition BoolIfExists "${MFA_KEY}": "false"`,
  },
  "conditions that never hold together": {
    document: withDeny({ Condition: { ...NO_MFA, Bool: mfa("true") } }),
    codes: ["everything"],
    says: "everything works without MFA",
    change: `in ${DENY}, `,
  },
  "an end": {
    document: withDeny({
      Condition: { ...NO_MFA, DateLessThan: { "aws:CurrentTime": "2027-01-01T00:00:00Z" } },
    }),
    codes: ["ends"],
    says: "the denial ends on 2027-01-01 00:00 UTC",
    change: `in ${DENY}, drop the condition DateLessThan aws:CurrentTime`,
  },
  "a start beyond any date, in seconds": {
    document: withDeny({ Condition: { ...NO_MFA, DateGreaterThan: { "aws:EpochTime": "99999999999999" } } }),
    codes: ["everything", "never-begins"],
    says: "the denial waits for a date that never comes: DateGreaterThan aws:EpochTime 99999999999999",
    change: `in ${DENY}, drop the condition DateGreaterThan aws:EpochTime`,
  },
  "a start beyond any date, as a number of 30 digits": {
    document: withDeny({
      Condition: { ...NO_MFA, NumericGreaterThan: { "aws:EpochTime": "9".repeat(30) } },
    }),
    codes: ["everything", "never-begins"],
    says: "waits for a date that never comes: NumericGreaterThan aws:EpochTime 9999",
    change: `in ${DENY}, drop the condition NumericGreaterThan aws:EpochTime`,
  },
  "a start on the last day that can be written": {
    document: withDeny({
      Condition: { ...NO_MFA, DateGreaterThan: { "aws:CurrentTime": "9999-12-31T23:59:59Z" } },
    }),
    codes: ["everything", "never-begins"],
    says: "waits for a date that never comes: DateGreaterThan aws:CurrentTime 9999-12-31T23:59:59Z",
    change: `in ${DENY}, drop the condition DateGreaterThan aws:CurrentTime`,
  },
  "a date that can't be read": {
    document: withDeny({ Condition: { ...NO_MFA, DateGreaterThan: { "aws:CurrentTime": "soon" } } }),
    codes: ["everything"],
    says: 'can\'t read "soon"',
    change: `in ${DENY}, drop the condition DateGreaterThan aws:CurrentTime`,
  },
  "enabling not exempt": {
    document: withDeny({ NotAction: exempt().filter((action) => action !== "iam:EnableMFADevice") }),
    codes: ["enrolment-denied"],
    says: "iam:EnableMFADevice is denied without MFA",
    change: `in ${DENY}, add iam:EnableMFADevice to NotAction`,
  },
  "a second Deny that cancels the exemption": {
    document: and({
      Sid: "Guard",
      Effect: "Deny",
      Action: "iam:*MFADevice",
      Resource: "*",
      Condition: NO_MFA,
    }),
    codes: ["enrolment-denied", "enrolment-denied"],
    says: "iam:EnableMFADevice is denied without MFA",
    change: "drop Guard, which denies enrolling",
  },
  "two Denies with exemptions that have nothing in common": {
    document: and({ Sid: "Other", Effect: "Deny", NotAction: "s3:*", Resource: "*", Condition: NO_MFA }),
    codes: ["enrolment-denied", "enrolment-denied"],
    says: "iam:EnableMFADevice is denied without MFA",
    change: "in Other, ",
  },
  "devices only by the user's own name": {
    document: oursWith("AllowCreateVirtualMFADevice", { Resource: "arn:aws:iam::*:mfa/${aws:username}" }),
    codes: ["enrolment-own-name"],
    says: "only for a device with the user's own name",
    change: "in AllowCreateVirtualMFADevice, add arn:aws:iam::*:mfa/* to Resource",
  },
  "enrolling allowed on all but the user": {
    document: oursWith("AllowManageOwnMFA", {
      Resource: undefined,
      NotResource: "arn:aws:iam::*:user/${aws:username}",
    }),
    codes: ["enrolment-not-allowed"],
    says: "enrolment breaks: iam:EnableMFADevice is not allowed without MFA",
    change:
      "in AllowManageOwnMFA, write arn:aws:iam::*:user/${aws:username}, arn:aws:iam::*:user/*/${aws:username} in Resource, in the place of NotResource",
  },
  "another partition": {
    document: ours("aws-cn"),
    codes: ["enrolment-partition", "enrolment-partition"],
    says: "allowed in the partition aws-cn, and this is aws",
    change: "ARNs should begin with arn:aws:",
  },
  "users with a path not matched": {
    document: oursWith("AllowManageOwnMFA", { Resource: "arn:aws:iam::*:user/${aws:username}" }),
    codes: ["enrolment-path"],
    says: "enrolment breaks for users with a path",
    change: "in AllowManageOwnMFA, add arn:aws:iam::*:user/*/${aws:username} to Resource",
  },
  "enabling allowed to those with MFA only": {
    document: oursWith("AllowManageOwnMFA", { Condition: { Bool: mfa("true") } }),
    codes: ["enrolment-not-allowed"],
    says: "iam:EnableMFADevice is not allowed without MFA",
    change: "in AllowManageOwnMFA, drop the conditions",
  },
  "no Version, so that variables are plain text": {
    document: { Statement },
    codes: ["enrolment-not-allowed"],
    says: "iam:EnableMFADevice is not allowed without MFA",
    change: 'Version should be "2012-10-17"',
  },
  "four mistakes at once": {
    document: withDeny({
      Condition: { Bool: { ...mfa("false"), "aws:ViaAWSService": "false" } },
      Resource: "arn:aws:s3:::*",
      NotAction: [...exempt(), "iam:DeleteVirtualMFADevice"],
    }),
    codes: ["everything"],
    says: "everything works without MFA",
    change: "take iam:DeleteVirtualMFADevice out of NotAction",
  },
};

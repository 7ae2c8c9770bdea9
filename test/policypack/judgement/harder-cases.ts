import { ALLOW_ALL, NO_MFA, ours, oursWith, withDeny } from "../iam/documents";
import {
  after,
  allow,
  boundary,
  bounded,
  deny,
  denyUnless,
  enrolling,
  force,
  OWN_USER,
  policy,
  SELF_SERVICE,
  sparing,
  under,
  until,
} from "./case-policies";
import type { JudgementCase } from "./cases";
import type { PlainAccount, PlainUser } from "./plain-account";

/** A case with AWS's own reason for its answer. */
export interface HarderCase extends JudgementCase {
  readonly why: string;
}

const MFA = "aws:MultiFactorAuthPresent";
const AGE = "aws:MultiFactorAuthAge";
const ANY_DEVICE = "arn:aws:iam::*:mfa/*";
const OFFICES = ["203.0.113.0/24", "198.51.100.0/24"];
const SELF = enrolling(ANY_DEVICE, OWN_USER);

/** Denies what is not spared, on one condition in the place of the usual one. */
const forcedOn = (...Conditions: object[]) =>
  policy(...SELF, ...Conditions.map((Condition) => ({ Effect: "Deny", NotAction: SELF_SERVICE, Condition })));

const statements = (...documents: { readonly Statement: readonly object[] }[]) =>
  policy(...documents.flatMap(({ Statement }) => Statement as Record<string, unknown>[]));

/** One user with these policies and no group. */
const holding = (
  attached: Readonly<Record<string, object>>,
  user: Partial<PlainUser> = {},
): PlainAccount => ({
  users: [{ name: "ann", attached: Object.keys(attached), ...user }],
  policies: attached,
});

const withScps = (account: PlainAccount, ...levels: object[][]): PlainAccount => ({
  ...account,
  scps: levels,
});
const notLike = (arn: string, operator = "StringNotLike") => ({ [operator]: { "aws:PrincipalArn": arn } });
const team = { path: "/team/" };
const mustReset = { password: { reset: true } };
const changeSpared = withDeny({ NotAction: [...SELF_SERVICE, "iam:ChangePassword"] });
const inPartition = (partition: string, of = partition): PlainAccount => ({
  ...under(ours(of), {}, {}),
  partition,
});

/** Kinds that the judgement was not written for, each with what AWS does. */
export const HARDER_CASES: Readonly<Record<string, HarderCase>> = {
  // What several policies spare, and what holds where they meet.
  "exempt actions that the user's, the group's and the boundary's Deny have in common": {
    truth: "weak",
    says: /ec2:DescribeInst/,
    why: "an action that each NotAction names is denied by none of them",
    account: {
      users: [
        {
          ...{ name: "ann", groups: ["mfa"], attached: ["work"], boundary: "limit" },
          inline: { own: denyUnless([...SELF_SERVICE, "ec2:Describe*"]) },
        },
      ],
      groups: { mfa: { attached: ["force"] } },
      policies: {
        work: ALLOW_ALL,
        force: policy(...SELF, {
          Effect: "Deny",
          NotAction: [...SELF_SERVICE, "ec2:*Instances"],
          Condition: NO_MFA,
        }),
        limit: statements(ALLOW_ALL, denyUnless([...SELF_SERVICE, "ec2:?escribeInst*"])),
      },
    },
  },
  "spared resources that a group's Deny and an SCP's have in common": {
    truth: "weak",
    why: "logs-x-prod is in both NotResource elements",
    account: withScps(
      under(withDeny({ Resource: undefined, NotResource: "arn:aws:s3:::logs-*/*" })),
      [ALLOW_ALL],
      [
        ALLOW_ALL,
        policy({
          ...{ Effect: "Deny", NotAction: SELF_SERVICE, Condition: NO_MFA, Resource: undefined },
          NotResource: "arn:aws:s3:::*-prod/*",
        }),
      ],
    ),
  },
  "two policies that force MFA, each sparing another user": {
    truth: "covered",
    why: "whoever the one spares, the other denies",
    account: under(
      sparing({ StringNotEquals: { "aws:username": "ann" } }),
      {},
      { work: ALLOW_ALL, second: sparing({ StringNotEquals: { "aws:username": "bob" } }) },
    ),
  },
  "two policies that force MFA, one sparing the user, the other a service": {
    truth: "weak",
    says: /s3:/,
    why: "the second alone denies her, and it spares s3",
    account: under(
      sparing({ StringNotEquals: { "aws:username": "ann" } }),
      {},
      { work: ALLOW_ALL, second: withDeny({ NotAction: [...SELF_SERVICE, "s3:*"] }) },
    ),
  },
  "an inline policy with the name of the attached one that forces MFA": {
    truth: "covered",
    why: "names of inline and managed policies are apart",
    account: under(ours(), { inline: { force: allow("s3:*") } }),
  },
  "an inline policy with the name of the attached one, which denies IAM": {
    truth: "lockout",
    says: /denied by .* of policy force$/m,
    why: "an explicit Deny goes before every Allow",
    account: under(ours(), { inline: { force: deny("iam:*") } }),
  },

  // Service control policies.
  "forced by a service control policy alone": {
    truth: "covered",
    why: "an SCP's Deny holds for every user of the account",
    account: withScps(holding({ work: ALLOW_ALL }), [ALLOW_ALL, denyUnless(SELF_SERVICE)]),
  },
  "an SCP that denies IAM to all but roles": {
    truth: "lockout",
    says: /scp-1-1/,
    why: "a user's ARN is not like a role's",
    account: withScps(
      under(ours()),
      [ALLOW_ALL],
      [ALLOW_ALL, deny("iam:*", { Condition: notLike("arn:aws:iam::*:role/*") })],
    ),
  },
  "an SCP that denies IAM to all but one path of users": {
    truth: "covered",
    why: "* matches slashes in StringNotLike",
    account: withScps(under(ours(), { path: "/team/eu/" }), [
      ALLOW_ALL,
      deny("iam:*", { Condition: notLike("arn:aws:iam::*:user/team/*") }),
    ]),
  },
  "a level of SCPs that allows other services only": {
    truth: "lockout",
    says: /service control policies/,
    why: "every level must allow",
    account: withScps(under(ours()), [ALLOW_ALL], [allow(["s3:*", "ec2:*"])]),
  },

  // Whom a condition on the principal spares.
  "spared by StringNotLike with a path that begins hers": {
    truth: "weak",
    why: "user/team/* takes in user/team/eu/ann",
    account: under(sparing(notLike("arn:aws:iam::*:user/team/*")), { path: "/team/eu/" }),
  },
  "others spared by an ARN with a path between, and she has none": {
    truth: "covered",
    why: "user/*/ann does not match user/ann",
    account: under(sparing(notLike("arn:aws:iam::*:user/*/ann", "ArnNotLike"))),
  },
  "spared by one of several values": {
    truth: "weak",
    why: "of a negated operator, none of the values may match",
    account: under(sparing({ StringNotLike: { "aws:PrincipalArn": ["*:role/*", "*:user/an?"] } })),
  },
  "the Deny asks for a tag if there is one, and she has none": {
    truth: "covered",
    why: "IfExists holds where the key is missing",
    account: under(sparing({ StringEqualsIfExists: { "aws:PrincipalTag/mfa": "required" } })),
  },
  "the Deny asks for a tag, and she has none": {
    truth: "weak",
    why: "StringEquals does not hold where the key is missing",
    account: under(sparing({ StringEquals: { "aws:PrincipalTag/mfa": "required" } })),
  },
  "spared by having a tag at all, in other letters": {
    truth: "weak",
    why: "the names of context keys are not case-sensitive, tags among them",
    account: under(sparing({ Null: { "aws:principaltag/MFA-Exempt": "true" } }), {
      tags: { "mfa-exempt": "" },
    }),
  },
  "denied as an IAM user, by the colon that a role's ID has": {
    truth: "covered",
    why: "the aws:userid of a user is an ID without a colon, that of a session has one",
    account: under(sparing({ StringNotLike: { "aws:userid": "*:*" } })),
  },
  "denied by another account's number": {
    truth: "weak",
    why: "aws:PrincipalAccount is her own account's",
    account: under(sparing({ StringEquals: { "aws:PrincipalAccount": "999988887777" } })),
  },

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
    says: /aws:FederatedProvider is not known/,
    why: "where it does not hold, neither denies",
    account: under(
      forcedOn(
        { ...NO_MFA, Bool: { "aws:FederatedProvider": "true" } },
        { ...NO_MFA, Bool: { "aws:FederatedProvider": "true" } },
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

  // Whether she can enrol.
  "enrolling allowed on the user under her path": {
    truth: "covered",
    why: "the ARN has the path and then the name",
    account: under(force(ANY_DEVICE, "arn:aws:iam::*:user/team/${aws:username}"), team, {}),
  },
  "enrolling allowed on the user under another path": {
    truth: "lockout",
    why: "her ARN has her own path",
    account: under(force(ANY_DEVICE, "arn:aws:iam::*:user/team/${aws:username}"), { path: "/ops/" }, {}),
  },
  "a boundary that allows all but IAM": {
    truth: "lockout",
    says: /limit \(permissions boundary\)/,
    why: "the boundary must allow too",
    account: under(
      ours(),
      bounded,
      boundary(policy({ Effect: "Allow", NotAction: ["iam:*", "organizations:*"] })),
    ),
  },
  "enrolling over HTTPS only": {
    truth: "covered",
    why: "IAM takes nothing else",
    account: under(
      ours(),
      {},
      { tls: deny("*", { Condition: { Bool: { "aws:SecureTransport": "false" } } }) },
    ),
  },
  "enabling allowed for security keys only": {
    truth: "lockout",
    says: /only a passkey or security key/,
    why: "iam:RegisterSecurityKey is in requests that enable a FIDO device only",
    account: under(
      oursWith("AllowManageOwnMFA", {
        Condition: { StringEquals: { "iam:RegisterSecurityKey": ["Create", "Activate"] } },
      }),
      {},
      {},
    ),
  },
  "GovCloud, with its own ARNs": {
    truth: "covered",
    why: "arn:aws-us-gov",
    account: inPartition("aws-us-gov"),
  },
  "GovCloud, with the ARNs of the commercial Regions": {
    truth: "lockout",
    why: "arn:aws matches no ARN of arn:aws-us-gov",
    account: inPartition("aws-us-gov", "aws"),
  },
  "the European Sovereign Cloud, with its own ARNs": {
    truth: "covered",
    why: "arn:aws-eusc",
    account: inPartition("aws-eusc"),
  },
  "a guard of Regions in China that spares IAM's there": {
    truth: "covered",
    why: "IAM's endpoint in China is in cn-north-1",
    account: {
      ...under(
        ours("aws-cn"),
        {},
        { region: deny("*", { Condition: { StringNotEquals: { "aws:RequestedRegion": ["cn-north-1"] } } }) },
      ),
      partition: "aws-cn",
    },
  },

  // Passwords, keys and devices.
  "a password to be changed first, and the change denied": {
    truth: "lockout",
    says: /iam:ChangePassword is denied/,
    why: "the console asks for the change before it shows anything else",
    account: under(ours(), mustReset),
  },
  "a password to be changed first, which the account's password policy lets her": {
    truth: "covered",
    why: "that allows it as a policy would, and the Deny spares it",
    account: { ...under(changeSpared, mustReset, {}), passwordPolicy: { usersMayChange: true } },
  },
  "a password to be changed first, which nothing allows": {
    truth: "lockout",
    says: /iam:ChangePassword is not allowed/,
    why: "the Deny spares it, and neither a policy nor the account allows it",
    account: under(changeSpared, mustReset, {}),
  },
  "an expired password in an account with hard expiry": {
    truth: "lockout",
    says: /only an administrator/,
    why: "with hard expiry the owner can't change it, whatever is allowed",
    account: {
      ...under(changeSpared, { password: { nextRotation: "2026-11-01T00:00:00Z" } }),
      passwordPolicy: { maximumAge: 90, hardExpiry: true, usersMayChange: true },
    },
  },
  "a password to be changed first, and a key that is inactive": {
    truth: "lockout",
    why: "an inactive key makes no calls",
    account: under(ours(), { ...mustReset, keys: [false] }),
  },
  "a password to be changed first, and a key that was never used": {
    truth: "covered",
    says: /only with their access key \(never used\), by `mfa-guard enrol`/,
    why: "an active key makes calls, password or not",
    account: under(ours(), { ...mustReset, keys: [true] }),
  },
  "an SMS device, and no way to enrol another": {
    truth: "lockout",
    why: "AWS has ended support for it",
    account: under(deny("*"), { devices: ["sms"] }),
  },
  "an SMS device, and enrolling allowed": {
    truth: "covered",
    why: "she is denied, and can enrol",
    account: under(ours(), { devices: ["sms"] }),
  },
  "a device left over with her name, where any name is allowed": {
    truth: "covered",
    why: "another name is free",
    account: { ...under(ours(), { keys: [true] }), unassigned: ["ann"] },
  },
  "her own name only, with a key": {
    truth: "covered",
    says: /only with their access key \(never used\), by `mfa-guard enrol`/,
    why: "mfa-guard enrol names the device like the user",
    account: under(force("arn:aws:iam::*:mfa/${aws:username}"), { keys: [true] }, {}),
  },
  "her own name only, with a key, and a device left over with it": {
    truth: "lockout",
    why: "CreateVirtualMFADevice fails with EntityAlreadyExists, and deleting is denied",
    account: {
      ...under(force("arn:aws:iam::*:mfa/${aws:username}"), { keys: [true] }, {}),
      unassigned: ["ann"],
    },
  },
  "her own name only, with a key, and a device left over with it in a path": {
    truth: "lockout",
    says: /only a passkey or security key/,
    why: "whether a device in a path takes the name is not documented, so that her key is no sure way",
    account: {
      ...under(force("arn:aws:iam::*:mfa/${aws:username}"), { keys: [true] }, {}),
      unassigned: ["team/ann"],
    },
  },
};

import { ALLOW_ALL, NO_MFA, ours, withDeny } from "../iam/documents";
import {
  allow,
  deny,
  denyUnless,
  holding,
  notLike,
  policy,
  SELF,
  SELF_SERVICE,
  sparing,
  statements,
  under,
  withScps,
} from "./case-policies";
import type { ExplainedCase } from "./cases";

/** What several policies spare where they meet, service control policies, and whom a condition on the principal spares. */
export const CASES_OF_POLICIES: Readonly<Record<string, ExplainedCase>> = {
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
};

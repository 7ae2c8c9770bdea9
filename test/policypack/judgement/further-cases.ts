import { ALLOW_ALL, NO_MFA, ours, oursWith, withDeny } from "../iam/documents";
import {
  after,
  allow,
  ANY_DEVICE,
  boundary,
  bounded,
  changeSpared,
  deny,
  force,
  forcedOn,
  MFA,
  OWN_USER,
  policy,
  SELF_SERVICE,
  sparing,
  under,
} from "./case-policies";
import type { ExplainedCase } from "./cases";

const without = (...actions: string[]) => SELF_SERVICE.filter((action) => !actions.includes(action));
const expired = { password: { nextRotation: "2026-11-01T00:00:00Z" } };
const boundaryOf = (...Statement: Record<string, unknown>[]) => boundary(policy(...Statement));
const ALL = { Effect: "Allow", Action: "*" };

/** Near the kinds that the judgement has failed at before. Each answer was worked out before it was run. */
export const FURTHER_CASES: Readonly<Record<string, ExplainedCase>> = {
  // Passwords.
  "an expired password, its change spared and allowed by a policy of the user": {
    truth: "covered",
    why: "without hard expiry the owner changes it at the next sign-in, which takes iam:ChangePassword",
    account: {
      ...under(changeSpared, expired, { own: allow("iam:ChangePassword", { Resource: OWN_USER }) }),
      passwordPolicy: { maximumAge: 90 },
    },
  },
  "an expired password, its change allowed by the account, and denied by name in the policy": {
    truth: "lockout",
    says: /iam:ChangePassword is denied/,
    why: "an explicit Deny goes before what the account's password policy allows",
    account: {
      ...under(changeSpared, expired, { no: deny("iam:ChangePassword") }),
      passwordPolicy: { maximumAge: 90, usersMayChange: true },
    },
  },
  "an expired password, its change allowed on the users of another account": {
    truth: "lockout",
    says: /iam:ChangePassword is not allowed/,
    why: "the account's number is part of the ARN",
    account: {
      ...under(changeSpared, expired, {
        own: allow("iam:ChangePassword", { Resource: "arn:aws:iam::999988887777:user/*" }),
      }),
      passwordPolicy: { maximumAge: 90 },
    },
  },
  "a password whose rotation is due after the denial has begun, and the change not spared": {
    truth: "covered",
    why: "it is judged as it is now: the password has not expired",
    account: {
      ...under(ours(), { password: { nextRotation: "2027-06-01T00:00:00Z" } }),
      passwordPolicy: { maximumAge: 365, usersMayChange: true },
    },
  },
  "a password to be changed first, and a boundary that does not allow the change": {
    truth: "lockout",
    says: /iam:ChangePassword is not allowed/,
    why: "a boundary must allow what an identity policy allows",
    account: under(
      changeSpared,
      { password: { reset: true }, ...bounded, attached: ["own"] },
      {
        own: allow("iam:ChangePassword"),
        limit: policy({ Effect: "Allow", NotAction: "iam:ChangePassword" }),
      },
    ),
  },

  // Boundaries.
  "a boundary that allows enrolling and two services": {
    truth: "covered",
    why: "boundary and identity policies both allow the two calls of enrolling",
    account: under(
      ours(),
      bounded,
      boundaryOf(
        { Effect: "Allow", Action: ["s3:*", "ec2:*"] },
        { Effect: "Allow", Action: ["iam:CreateVirtualMFADevice", "iam:EnableMFADevice"] },
      ),
    ),
  },
  "a boundary that allows to create a device and not to enable it": {
    truth: "lockout",
    says: /iam:EnableMFADevice is not allowed/,
    why: "both calls are needed",
    account: under(
      ours(),
      bounded,
      boundaryOf({ Effect: "Allow", Action: ["s3:*", "iam:CreateVirtualMFADevice"] }),
    ),
  },
  "a boundary that allows everything with MFA only": {
    truth: "lockout",
    why: "without MFA the boundary allows nothing, enrolling included",
    account: under(ALLOW_ALL, bounded, boundaryOf({ ...ALL, Condition: { Bool: { [MFA]: "true" } } })),
  },
  "a boundary that forces MFA by Allows, enrolling without it": {
    truth: "covered",
    why: "what neither of its Allows takes in is not allowed, whatever other policies allow",
    account: under(
      ALLOW_ALL,
      bounded,
      boundaryOf(
        { ...ALL, Condition: { Bool: { [MFA]: "true" } } },
        { Effect: "Allow", Action: SELF_SERVICE },
      ),
    ),
  },
  "a boundary that forces MFA with Bool and no IfExists": {
    truth: "weak",
    says: /with a long-term access key/,
    why: "a call with an access key has no such key, so that the Deny does not hold",
    account: under(
      ALLOW_ALL,
      bounded,
      boundaryOf(ALL, { Effect: "Deny", NotAction: SELF_SERVICE, Condition: { Bool: { [MFA]: "false" } } }),
    ),
  },

  // Single actions as weaknesses.
  "one action that only reads spared": {
    truth: "weak",
    says: /iam:ListAccountAliases/,
    why: "it works without MFA, and is none of the self-service set",
    account: under(withDeny({ NotAction: [...SELF_SERVICE, "iam:ListAccountAliases"] })),
  },
  "one action spared that nothing allows": {
    truth: "covered",
    why: "what no policy allows is denied without a Deny",
    account: under(withDeny({ NotAction: [...SELF_SERVICE, "ec2:RunInstances"] }), {}, {}),
  },
  "one action spared, and denied by an SCP": {
    truth: "covered",
    why: "the SCP's Deny holds whatever the user's policies spare",
    account: {
      ...under(withDeny({ NotAction: [...SELF_SERVICE, "ec2:RunInstances"] })),
      scps: [[ALLOW_ALL, deny("ec2:RunInstances")]],
    },
  },
  "deactivating devices spared": {
    truth: "weak",
    says: /iam:DeactivateMFADevice/,
    why: "who has the password takes the device off",
    account: under(withDeny({ NotAction: [...SELF_SERVICE, "iam:DeactivateMFADevice"] })),
  },

  // Resources.
  "enrolling allowed on the user of another account": {
    truth: "lockout",
    says: /iam:EnableMFADevice/,
    why: "her ARN has her own account's number",
    account: under(force(ANY_DEVICE, "arn:aws:iam::999988887777:user/${aws:username}"), {}, {}),
  },
  "enrolling allowed on a user whose name a tag tells, and she has no such tag": {
    truth: "lockout",
    why: "a variable without a value matches nothing",
    account: under(force(ANY_DEVICE, "arn:aws:iam::*:user/${aws:PrincipalTag/login}"), {}, {}),
  },
  "enrolling allowed on a user whose name a tag tells, and she has it": {
    truth: "covered",
    why: "the variable is the tag's value",
    account: under(
      force(ANY_DEVICE, "arn:aws:iam::*:user/${aws:PrincipalTag/login}"),
      { tags: { login: "ann" } },
      {},
    ),
  },

  // NotAction and conditions on MFA.
  "NotAction with a wildcard that takes in more than enrolling": {
    truth: "weak",
    says: /iam:/,
    why: "iam:*MFA* takes in iam:DeactivateMFADevice",
    account: under(withDeny({ NotAction: ["iam:*MFA*", "iam:GetUser", "sts:GetSessionToken"] })),
  },
  "the Deny leaves out enabling": {
    truth: "lockout",
    says: /iam:EnableMFADevice is denied/,
    why: "what NotAction does not name is denied",
    account: under(withDeny({ NotAction: without("iam:EnableMFADevice") })),
  },
  "the Deny leaves out sts:GetSessionToken": {
    truth: "covered",
    why: "enrolling takes IAM's calls alone, and AWS asks no permission for that one",
    account: under(withDeny({ NotAction: without("sts:GetSessionToken") })),
  },
  "denied where MFA is false if it exists, or true if it exists, in two statements": {
    truth: "lockout",
    says: /with MFA too/,
    why: "the second denies everything with MFA",
    account: under(ours(), {}, { work: ALLOW_ALL, second: forcedOn({ BoolIfExists: { [MFA]: "true" } }) }),
  },
  "denied in the console only": {
    truth: "weak",
    says: /with a long-term access key/,
    why: "Null false: the key is there, as in sessions; Bool false: without MFA",
    account: under(forcedOn({ Null: { [MFA]: "false" }, Bool: { [MFA]: "false" } })),
  },

  // Exempt by name or tag.
  "spared by her name, in other letters": {
    truth: "covered",
    why: "StringNotEquals is case-sensitive, and she is ann",
    account: under(sparing({ StringNotEquals: { "aws:username": "ANN" } })),
  },
  "spared by her name, whatever its letters": {
    truth: "weak",
    why: "StringNotEqualsIgnoreCase does not hold for ann and ANN",
    account: under(sparing({ StringNotEqualsIgnoreCase: { "aws:username": "ANN" } })),
  },
  "spared by a tag that she has with another value": {
    truth: "covered",
    why: "the Deny holds for every other value",
    account: under(sparing({ StringNotEquals: { "aws:PrincipalTag/mfa": "exempt" } }), {
      tags: { mfa: "required" },
    }),
  },
  "spared by a tag that she has, with a wildcard that StringNotEquals does not know": {
    truth: "covered",
    why: "in StringNotEquals * is a star, and exempt-2026 is no exempt-*",
    account: under(sparing({ StringNotEquals: { "aws:PrincipalTag/mfa": "exempt-*" } }), {
      tags: { mfa: "exempt-2026" },
    }),
  },
  "spared by a tag in one Deny, and by a date that is past in another": {
    truth: "covered",
    why: "the second Deny has begun for everybody",
    account: under(
      sparing({ StringNotEquals: { "aws:PrincipalTag/mfa": "exempt" } }),
      { tags: { mfa: "exempt" } },
      { work: ALLOW_ALL, later: sparing(after("2026-10-01T00:00:00Z")) },
    ),
  },
  "enrolling allowed to those with a tag, which she does not have": {
    truth: "lockout",
    why: "StringEquals does not hold where the key is missing",
    account: under(
      oursWith("AllowManageOwnMFA", { Condition: { StringEquals: { "aws:PrincipalTag/staff": "yes" } } }),
      {},
      {},
    ),
  },
  "denied without MFA, and a service denied to all who have a tag": {
    truth: "covered",
    why: "the first Deny holds of everybody, and she has no such tag",
    account: under(
      forcedOn(NO_MFA),
      {},
      {
        work: ALLOW_ALL,
        other: deny("ec2:*", { Condition: { Null: { "aws:PrincipalTag/team": "false" } } }),
      },
    ),
  },
};

import fc from "fast-check";
import { ALLOW_ALL, type JsonDocument, type JsonStatement, ours } from "../iam/documents";
import type { PlainAccount } from "./plain-account";

/** An account of one partition, with service control policies, one to a level. */
export interface RandomAccount extends Omit<PlainAccount, "scps" | "partition"> {
  readonly partition: string;
  readonly policies: Readonly<Record<string, JsonDocument>>;
  readonly scps: readonly JsonDocument[];
}

const ACTIONS = [
  "*",
  "iam:*",
  "iam:*MFADevice",
  "iam:CreateVirtualMFADevice",
  "iam:EnableMFADevice",
  "iam:EnableM?ADevice",
  "iam:ChangePassword",
  "iam:DeleteUser",
  "s3:*",
  "s3:Get*",
];

const RESOURCES = [
  "*",
  "*",
  "arn:P:iam::*:user/${aws:username}",
  "arn:P:iam::*:user/*/${aws:username}",
  "arn:P:iam::${aws:PrincipalAccount}:user/*",
  "arn:P:iam::999988887777:user/*",
  "arn:aws-cn:iam::*:*",
  "arn:*:iam::*:mfa/*",
  "arn:P:iam::*:mfa/${AWS:UserName}",
  "arn:P:iam::*:user/ops/*",
  "arn:P:s3:::home/${aws:username}/*",
  "arn:P:s3:::home/${aws:PrincipalTag/team, 'all'}/*",
  "arn:P:s3:::home/${aws:PrincipalTag/team}/*",
  "arn:P:s3:::*/public/*",
];

const MFA = "aws:MultiFactorAuthPresent";

const CONDITIONS: readonly object[] = [
  {},
  { BoolIfExists: { [MFA]: "false" } },
  { BoolIfExists: { [MFA]: "false" } },
  { Bool: { [MFA]: "false" } },
  { Bool: { [MFA]: "true" } },
  { BoolIfExists: { [MFA]: "true" } },
  { Null: { [MFA]: "true" } },
  { BoolIfExists: { [MFA]: "false", "aws:ViaAWSService": "false" } },
  { StringEquals: { "aws:username": ["ann", "cyd"] } },
  { StringNotLike: { "aws:username": "b*" } },
  { ArnLike: { "aws:PrincipalArn": "arn:*:iam::*:user/ops/*" } },
  { ArnNotLike: { "aws:PrincipalArn": "arn:P:iam::111122223333:user/ops/ann" } },
  { StringEquals: { "aws:PrincipalTag/team": "red" } },
  { StringNotEqualsIfExists: { "aws:PrincipalTag/team": "RED" } },
  { "ForAnyValue:StringLike": { "aws:PrincipalTag/team": ["b*", "${aws:username}"] } },
  { Null: { "aws:PrincipalTag/team": "true" } },
  { DateGreaterThan: { "aws:CurrentTime": "2099-01-01T00:00:00Z" }, BoolIfExists: { [MFA]: "false" } },
  { DateLessThan: { "aws:CurrentTime": "2099-01-01T00:00:00Z" } },
  { StringNotEquals: { "aws:RequestedRegion": ["us-east-1", "eu-west-1"] } },
];

function someOf<T>(items: readonly T[], most = 2): fc.Arbitrary<T[]> {
  return fc.array(fc.constantFrom(...items), { minLength: 1, maxLength: most });
}

const statement = fc
  .record({
    effect: fc.constantFrom("Allow", "Allow", "Deny"),
    action: fc.constantFrom("Action", "Action", "NotAction"),
    actions: someOf(ACTIONS),
    resource: fc.constantFrom("Resource", "Resource", "Resource", "NotResource"),
    resources: someOf(RESOURCES),
    condition: fc.constantFrom(...CONDITIONS),
  })
  .map(({ effect, action, actions, resource, resources, condition }): JsonStatement => ({
    Effect: effect,
    [action]: actions,
    [resource]: resources,
    ...(Object.keys(condition).length > 0 && { Condition: condition }),
  }));

const randomDocument: fc.Arbitrary<JsonDocument> = fc
  .array(statement, { minLength: 1, maxLength: 3 })
  .map((Statement) => ({ Version: "2012-10-17", Statement }));

/** One of chance, one that allows everything, or one that forces MFA. */
const anyDocument = fc.oneof(
  { weight: 3, arbitrary: randomDocument },
  { weight: 1, arbitrary: fc.constant(ALLOW_ALL) },
  { weight: 1, arbitrary: fc.constant(ours("P")) },
);

const POLICIES = ["p0", "p1", "p2", "p3"];
const GROUPS = ["g0", "g1"];

const inline = fc.dictionary(fc.constantFrom("own", "more"), anyDocument, { maxKeys: 1 });
const attached = fc.subarray(POLICIES, { maxLength: 2 });

const user = (name: string) =>
  fc.record(
    {
      name: fc.constant(name),
      path: fc.constantFrom("/", "/ops/", "/ops/night/"),
      groups: fc.subarray(GROUPS),
      attached,
      inline,
      boundary: fc.constantFrom(...POLICIES),
      tags: fc.dictionary(fc.constantFrom("team", "Team2"), fc.constantFrom("red", "blue", "ann"), {
        maxKeys: 1,
      }),
    },
    { requiredKeys: ["name", "path", "groups", "attached", "inline", "tags"] },
  );

/** Users with groups, inline and attached policies, boundaries, tags and paths, under service control policies. */
export const randomAccount: fc.Arbitrary<RandomAccount> = fc
  .record({
    users: fc.tuple(user("ann"), user("bob")),
    groups: fc.record(Object.fromEntries(GROUPS.map((name) => [name, fc.record({ attached, inline })]))),
    policies: fc.record(Object.fromEntries(POLICIES.map((name) => [name, anyDocument]))),
    scps: fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(anyDocument, { minLength: 1, maxLength: 2 }) },
    ),
    partition: fc.constantFrom("aws", "aws-cn", "aws-us-gov", "aws-eusc"),
  })
  .map((account) => inPartition(account) as RandomAccount);

/** Partitions are written P until the account has one. */
function inPartition(account: { readonly partition: string }): unknown {
  const text = JSON.stringify(account);
  return JSON.parse(text.replaceAll("arn:P:", `arn:${account.partition}:`));
}

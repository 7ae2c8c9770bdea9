import assert from "node:assert/strict";
import { groupAlikeUsers, judgeForceMfa } from "../../../policypack/iam/force-mfa-judgement";
import { besideEverything } from "../../../policypack/iam/find-weaknesses";
import { nameOf, principalsFor } from "../../../policypack/iam/attachment-scope";
import { type JsonDocument, NO_MFA, read, withDeny } from "./documents";

const ACCOUNT = { accountId: "111122223333" };

const NAMED: readonly { shows: string; condition: object; users: readonly string[] }[] = [
  { shows: "a name", condition: { StringEquals: { "aws:username": "bob" } }, users: ["bob"] },
  {
    shows: "a name with wildcards",
    condition: { StringLike: { "aws:username": "ops-*" } },
    users: ["ops-*"],
  },
  {
    shows: "an ARN with a path",
    condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::111122223333:user/a/b/bob" } },
    users: ["a/b/bob"],
  },
  {
    shows: "an ARN of a whole path",
    condition: { ArnLike: { "aws:PrincipalArn": "arn:*:iam::*:user/ops/*" } },
    users: ["ops/*"],
  },
  {
    shows: "an ARN that begins anywhere",
    condition: { StringLike: { "aws:PrincipalArn": "arn:aws:iam::*:*/bob" } },
    users: ["bob"],
  },
  {
    shows: "any user's ARN",
    condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:user/*" } },
    users: ["*"],
  },
  {
    shows: "no role",
    condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/admin" } },
    users: [],
  },
  {
    shows: "nobody of another account",
    condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::999988887777:user/bob" } },
    users: [],
  },
  {
    shows: "a name in a path, where two conditions ask for one each",
    condition: {
      StringLike: { "aws:username": "*-admin" },
      ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:user/ops/*" },
    },
    users: ["*-admin", "ops/*", "ops/*-admin"],
  },
];

function spare(names: readonly string[]): JsonDocument {
  return withDeny({ Condition: { ...NO_MFA, StringNotEquals: { "aws:username": names } } });
}

describe("users to judge a document by", () => {
  for (const { shows, condition, users } of NAMED) {
    it(`are named by a condition: ${shows}`, () => {
      const found = principalsFor(read(withDeny({ Condition: condition })), "aws", ACCOUNT);
      assert.deepEqual(found.slice(1).map(nameOf), users);
    });
  }

  const SAYING: readonly { condition: object; says: string }[] = [
    { condition: { StringEquals: { "aws:username": "bob" } }, says: "everybody whom it does not name" },
    { condition: { StringNotLike: { "aws:username": ["svc-*"] } }, says: "users svc-*" },
    {
      condition: { StringNotEquals: { "aws:username": ["bob"] }, StringLike: { "aws:username": "b*" } },
      says: "user bob and everybody whom it does not name",
    },
  ];

  for (const { condition, says } of SAYING) {
    it(`are told by their names, or as whom a document does not name: ${says}`, () => {
      const document = read(withDeny({ Condition: { ...NO_MFA, ...condition } }));
      const weaknesses = judgeForceMfa(document, ACCOUNT)?.weaknesses.map(({ sentence }) => sentence);
      assert.deepEqual(weaknesses, [`everything works without MFA, for ${says}`]);
    });
  }

  it("are found where nothing is known of the account or the partition", () => {
    const condition = { ArnNotLike: { "aws:PrincipalArn": "arn:aws-cn:iam::999988887777:user/ops/bob" } };
    const document = withDeny({ Condition: { ...NO_MFA, ...condition } });
    const alone = { ...document, Statement: document.Statement.slice(-1) };
    const weaknesses = judgeForceMfa(read(alone))?.weaknesses.map(({ sentence }) => sentence);
    assert.deepEqual(weaknesses, ["everything works without MFA, for user ops/bob"]);
  });

  it("are judged as one where nothing tells them apart, so that 300 names cost little more than three", () => {
    const names = Array.from({ length: 300 }, (_, i) => `user-${i}`);
    const document = spare(names);
    const seven = {
      Effect: "Deny",
      Action: "s3:*",
      Resource: "*",
      Condition: { StringEquals: { "aws:username": "user-7" } },
    };
    for (const [statements, sizes] of [
      [document.Statement, [1, 300]],
      [
        [...document.Statement, seven],
        [1, 299, 1],
      ],
    ] as const) {
      const parsed = read({ ...document, Statement: statements });
      const users = principalsFor(parsed, "aws", ACCOUNT);
      const groups = groupAlikeUsers(besideEverything(parsed), [parsed], users, undefined);
      assert.deepEqual(
        groups.map(({ length }) => length),
        sizes,
      );
    }
  });
});

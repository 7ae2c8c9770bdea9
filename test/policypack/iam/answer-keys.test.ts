import assert from "node:assert/strict";
import { judgePolicies } from "../../../policypack/iam/judge-user";
import { AnswerKeys, singlingOf } from "../../../policypack/iam/answer-keys";
import type { Principal } from "../../../policypack/iam/request-scenarios";
import { ALLOW_ALL, type JsonDocument, ours, read, VARIANTS } from "./documents";
import { PUBLISHED } from "./published";

const NOW = new Date("2026-11-28T12:00:00Z");
const MFA = { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } };

/** Those whose names begin with ops- have the tag team=ops. */
function user(text: string): Principal {
  const at = text.lastIndexOf("/");
  const name = text.slice(at + 1);
  return {
    name,
    path: text.slice(0, at + 1),
    accountId: "111122223333",
    partition: "aws",
    tags: name.startsWith("ops-") ? { team: "ops" } : {},
  };
}

/** One of each kind that policies below tell apart, and two that none does. */
const USERS = [
  "/ann",
  "/bob",
  "/b",
  "/ops-eve",
  "/team/ann",
  "/team/bob",
  "/team/x/zoe",
  "/x",
  "/mfa-guard-sample",
].map(user);

/** Denies everything without MFA but on some resources: whether a user may enrol hangs on whether they are among those. */
function sparing(resource: string | readonly string[], more: object = {}): JsonDocument {
  const spared = { Effect: "Deny", Action: "*", NotResource: resource, Condition: MFA, ...more };
  return { Version: "2012-10-17", Statement: [...ALLOW_ALL.Statement, spared] };
}

const OWN_ARN = "arn:aws:iam::*:user/${aws:username}";
const BELOW = "arn:aws:iam::*:user/*/${aws:username}";

const DOCUMENTS: Readonly<Record<string, JsonDocument>> = {
  ...PUBLISHED,
  ...VARIANTS,
  "everything allowed": ALLOW_ALL,
  "a user written out": sparing("arn:aws:iam::111122223333:user/bob"),
  "a user of another account": sparing("arn:aws:iam::999988887777:user/bob"),
  "two users written out": sparing(["arn:aws:iam::*:user/ann", "arn:aws:iam::*:user/bob"]),
  "names that begin alike": sparing(["arn:aws:iam::*:user/b*", OWN_ARN]),
  "names that begin with each other": sparing(["arn:aws:iam::*:user/b*", "arn:aws:iam::*:user/bob*"]),
  "a path": sparing(["arn:aws:iam::*:user/team/*", OWN_ARN, BELOW]),
  "a device written out": sparing("arn:aws:iam::*:mfa/bob"),
  "a name at the end of another resource": sparing(["arn:aws:iam::*:role/x:user/bob", OWN_ARN]),
  "any character": sparing("arn:aws:iam::*:user/?"),
  "a star before": sparing("arn:aws:iam::*:user/*b"),
  "a home folder": sparing("arn:aws:s3:::home/${aws:username}/*"),
  "another service": sparing("arn:aws:s3:::b*"),
  "whichever service": sparing("arn:aws:*:*:*:user/bob"),
  "a name that stands for a key that enrolling does not have": sparing(
    "arn:aws:iam::*:user/${saml:sub, 'bob'}",
  ),
  "no variables by its version": { ...sparing(OWN_ARN), Version: "2008-10-17" },
  "a condition on the name": sparing("arn:aws:s3:::open/*", {
    Condition: { StringLike: { "aws:username": "ops-*" } },
  }),
  "a condition on the ARN": sparing("arn:aws:s3:::open/*", {
    Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:user/team/*" } },
  }),
  "a condition on a tag": sparing("arn:aws:s3:::open/*", {
    Condition: { StringEquals: { "aws:PrincipalTag/team": "ops" } },
  }),
  "a variable in a condition": sparing("arn:aws:s3:::open/*", {
    Condition: { StringLike: { "iam:ResourceTag/owner": "${aws:username}" } },
  }),
};

/** What the user's own name and path make of an answer does not count. */
function answerTo(document: JsonDocument, principal: Principal): string {
  const policies = { identity: [{ name: "p", document: read(document) }] };
  const answer = judgePolicies({ policies, principal, now: NOW });
  return JSON.stringify(answer)
    .replaceAll(`user${principal.path}${principal.name}`, "user/OWN")
    .replaceAll(`/${principal.name}`, "/OWN");
}

describe("users who share an answer", () => {
  for (const [shows, document] of Object.entries(DOCUMENTS)) {
    it(`would each have been given it, under a policy with ${shows}`, () => {
      const answerKeys = new AnswerKeys(NOW);
      const policies = { identity: [{ name: "p", document: read(document) }] };
      const answers = new Map<string, string>();
      for (const principal of USERS) {
        const key = answerKeys.keyOf(policies, principal);
        const answer = answerTo(document, principal);
        assert.equal(answer, answers.get(key) ?? answer, `${principal.path}${principal.name}`);
        answers.set(key, answer);
      }
    });
  }

  const keysUnder = (document: JsonDocument, users: readonly string[]) => {
    const answerKeys = new AnswerKeys(NOW);
    const policies = { identity: [{ name: "p", document: read(document) }] };
    return new Set(users.map((text) => answerKeys.keyOf(policies, user(text)))).size;
  };

  it("are all whom no policy singles out", () => {
    for (const document of [ours(), ...Object.values(PUBLISHED), ...Object.values(VARIANTS)])
      assert.equal(keysUnder(document, ["/ann", "/bob", "/ops-eve"]), 1);
  });

  it("are not those whom one singles out", () => {
    for (const name of ["a user written out", "names that begin alike", "a condition on the name"])
      assert.equal(keysUnder(DOCUMENTS[name] as JsonDocument, ["/ann", "/bob", "/ops-eve", "/zoe"]), 2, name);
  });

  it("are told without a look at each statement under the policies that AWS and we publish, and under no others than those in plain forms", () => {
    const isPlain = (document: JsonDocument) => singlingOf([read(document)]) !== null;
    for (const [name, document] of Object.entries({ ...PUBLISHED, ...VARIANTS }))
      assert.ok(isPlain(document), name);
    for (const name of [
      "any character",
      "a star before",
      "a home folder",
      "a path",
      "no variables by its version",
    ])
      assert.ok(!isPlain(DOCUMENTS[name] as JsonDocument), name);
    for (const name of ["a condition on the name", "a condition on a tag", "a variable in a condition"])
      assert.ok(!isPlain(DOCUMENTS[name] as JsonDocument), name);
  });
});

import assert from "node:assert/strict";
import { isAdministrator } from "../../../policypack/iam/administrator";
import { parsePolicyDocument } from "../../../policypack/iam/policy-document";

const documentOf = (...statements: object[]) =>
  parsePolicyDocument(JSON.stringify({ Version: "2012-10-17", Statement: statements }));
const allow = (Action: string, more: object = {}) => ({ Effect: "Allow", Action, Resource: "*", ...more });
const deny = (Action: string, more: object = {}) => ({ Effect: "Deny", Action, Resource: "*", ...more });

/** Each with the way in which whoever has it alone gets everything. */
const WAYS: Readonly<Record<string, string>> = {
  "iam:AttachUserPolicy": "attaches AdministratorAccess to oneself",
  "iam:AttachGroupPolicy": "attaches it to a group that one is in",
  "iam:PutUserPolicy": "writes an inline policy for oneself",
  "iam:PutGroupPolicy": "writes one for a group that one is in",
  "iam:CreatePolicyVersion": "rewrites a policy that one has, and makes it the default",
  "iam:SetDefaultPolicyVersion": "goes back to a version that allowed more",
  "iam:AddUserToGroup": "joins the administrators' group",
  "iam:UpdateAssumeRolePolicy": "lets oneself into an administrators' role",
};

describe("an administrator is who", () => {
  for (const [action, way] of Object.entries(WAYS)) {
    it(`may call ${action} and nothing else: ${way}`, () => {
      assert.equal(isAdministrator([documentOf(allow(action))]), true);
      assert.equal(isAdministrator([documentOf(allow(action), deny(action))]), false);
    });
  }

  it("may do everything, under a condition too, or where only some of it is denied", () => {
    assert.equal(isAdministrator([documentOf(allow("*"))]), true);
    const inMfa = { Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } };
    assert.equal(isAdministrator([documentOf(allow("*", inMfa))]), true);
    assert.equal(isAdministrator([documentOf(allow("*"), deny("iam:PutUserPolicy"))]), true);
    assert.equal(isAdministrator([documentOf(allow("*"), deny("iam:*", inMfa))]), true);
  });

  it("is not who may only read, write elsewhere, or is denied all of IAM", () => {
    for (const action of ["iam:Get*", "s3:*", "iam:PutRolePolicy"])
      assert.equal(isAdministrator([documentOf(allow(action))]), false, action);
    assert.equal(isAdministrator([documentOf(allow("*"), deny("iam:*"))]), false);
  });

  it("is told of a document once, however many users have it", () => {
    const { statements, ...rest } = documentOf(allow("*"), deny("iam:PutUserPolicy"));
    let looks = 0;
    const document = Object.defineProperty({ ...rest, statements }, "statements", {
      get: () => (looks++, statements),
    });
    for (let user = 0; user < 3; user++) assert.equal(isAdministrator([document]), true);
    assert.equal(isAdministrator([document, documentOf(deny("*"))]), false);
    assert.equal(looks, 1);
  });
});

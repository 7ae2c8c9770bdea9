import assert from "node:assert/strict";
import { selfServicePolicy } from "../../../policypack/policy/self-service-policy";
import { parsePolicyDocument } from "../../../policypack/iam/policy-document";
import { judgeForceMfa } from "../../../policypack/iam/force-mfa-judgement";
import { repairForceMfa, writeBack } from "../../../policypack/iam/repair";
import { forceMfaIntact } from "../../../policypack/rules/force-mfa-intact";

const OURS = JSON.stringify(selfServicePolicy({ partition: "aws" }));

describe("a policy document, mended and written back", () => {
  const BROKEN: Record<string, { from: string; to: string }> = {
    "Bool for BoolIfExists": { from: '{"BoolIfExists":', to: '{"Bool":' },
    "a deactivation that is exempt": { from: '"NotAction":[', to: '"NotAction":["iam:DeactivateMFADevice",' },
  };
  for (const [what, { from, to }] of Object.entries(BROKEN)) {
    it(`differs in ${what}, and in nothing else`, () => {
      const broken = OURS.replace(from, to);
      assert.notEqual(broken, OURS);
      const mended = forceMfaIntact.remediatePolicy?.(broken);
      assert.deepEqual(JSON.parse(mended ?? ""), JSON.parse(OURS));
      assert.deepEqual(judgeForceMfa(parsePolicyDocument(mended ?? ""))?.weaknesses, []);
    });
  }

  it("is left alone where it is intact, or does not mean to force MFA", () => {
    assert.equal(forceMfaIntact.remediatePolicy?.(OURS), null);
    const other = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}';
    assert.equal(forceMfaIntact.remediatePolicy?.(other), null);
  });

  it("keeps what the reading passes over: shorthands, order and other elements", () => {
    const deny = {
      Resource: "*",
      Sid: "D",
      Effect: "Deny",
      NotAction: "iam:*",
      Principal: { AWS: "*" },
      Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": false } },
    };
    const json = JSON.stringify({ Id: "kept", Version: "2012-10-17", Statement: deny });
    const document = parsePolicyDocument(json);
    const [statement] = document.statements;
    assert.ok(statement);
    const after = { ...document, statements: [{ ...statement, notActions: ["iam:GetUser"] }] };
    assert.deepEqual(JSON.parse(writeBack(json, document, after)), {
      Id: "kept",
      Version: "2012-10-17",
      Statement: { ...deny, NotAction: ["iam:GetUser"] },
    });
  });

  it("is what the repair judged", () => {
    const broken = OURS.replace('{"BoolIfExists":', '{"Bool":');
    const repair = repairForceMfa(parsePolicyDocument(broken));
    const mended = forceMfaIntact.remediatePolicy?.(broken) ?? "";
    assert.deepEqual(parsePolicyDocument(mended), repair?.document);
  });
});

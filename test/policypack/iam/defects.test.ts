import assert from "node:assert/strict";
import type { PolicyDocument, Statement } from "../../../policypack/iam/policy-document";
import { decide, prepare } from "../../../policypack/iam/evaluate";
import { judgeForceMfa } from "../../../policypack/iam/force-mfa-judgement";
import { repairForceMfa } from "../../../policypack/iam/repair";
import { contextOf } from "../../../policypack/iam/request-scenarios";
import { known } from "../../../policypack/facts/fact";
import { forceMfaIntact } from "../../../policypack/rules/force-mfa-intact";
import { CONTEXT, found, managedPolicy, modelAccount } from "../../support/accounts";
import { ALLOW_ALL, ours, read, withDeny } from "./documents";

/** A document of which one statement's element makes whoever reads it fail, as a defect of ours would. */
function failing(element: keyof Statement): PolicyDocument {
  const document = read(ours());
  const last = document.statements.length - 1;
  const statements = document.statements.map((statement, i) =>
    i < last ? statement : Object.defineProperty({ ...statement }, element, { get: fail }),
  );
  return { ...document, statements };
}

function fail(): never {
  throw new RangeError("Invalid time value");
}

const ANN = { name: "ann", path: "/", accountId: "111122223333", partition: "aws" };

describe("a document that makes the judging fail", () => {
  for (const element of ["conditions", "resources"] as const) {
    const document = failing(element);

    it(`has one weakness, which says why, and no repair: ${element}`, () => {
      const weaknesses = judgeForceMfa(document)?.weaknesses;
      assert.deepEqual(weaknesses, [
        { code: "not-judged", sentence: "it could not be judged: Invalid time value" },
      ]);
      assert.equal(repairForceMfa(document), null);
    });

    it(`leaves a doubt about its statement alone: ${element}`, () => {
      const identity = [
        { name: "odd", document },
        { name: "all", document: read(ALLOW_ALL) },
      ];
      const context = contextOf({ mfa: "absent", viaService: false }, ANN);
      const decision = decide(prepare({ identity }, context), "ec2:RunInstances", "*");
      assert.deepEqual(decision, {
        outcome: "can't tell",
        why: "DenyAllExceptListedIfNoMFA of policy odd: it could not be judged: Invalid time value",
        effect: "Deny",
      });
    });
  }

  it("is unknown to the rule, which judges the others", () => {
    const policies = [
      ["odd", { ...managedPolicy(ours(), { name: "odd" }), document: known(failing("resources")) }],
      ["weak", managedPolicy(withDeny({ Effect: "Allow" }), { name: "weak" })],
    ] as const;
    const account = modelAccount([], { policies: found(new Map(policies)) });
    const { outcomes } = forceMfaIntact.check(account, CONTEXT);
    assert.deepEqual(
      outcomes.map((outcome) => `${outcome.kind}: ${"subject" in outcome ? outcome.subject : ""}`),
      ["unknown: policy odd", "violation: policy weak"],
    );
  });
});

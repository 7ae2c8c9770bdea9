import assert from "node:assert/strict";
import { type ContextValue, RequestContext } from "../../../policypack/iam/request-context";
import { decide, prepare } from "../../../policypack/iam/evaluate";
import { allActions } from "./all-actions";
import { ALLOW_ALL, type JsonDocument, ours, read, VARIANTS } from "./documents";
import { askOracle } from "./oracle";

const STRIDE = Number(process.env["MFA_GUARD_VARIANT_STRIDE"] ?? 300);
const USER = "arn:aws:iam::111122223333:user/team/ann";

/** Each MFA scenario with what else the variants ask about: the date, the address, the age of the session. */
function contexts(): Record<string, ContextValue>[] {
  const mfa = [
    { "aws:MultiFactorAuthPresent": null },
    { "aws:MultiFactorAuthPresent": "false" },
    { "aws:MultiFactorAuthPresent": "true", "aws:MultiFactorAuthAge": "60" },
    { "aws:MultiFactorAuthPresent": "true", "aws:MultiFactorAuthAge": "90000" },
  ];
  const rest = ["2027-01-31T00:00:00Z", "2027-02-02T00:00:00Z"].flatMap((time) =>
    ["203.0.113.9", "192.0.2.1"].flatMap((ip) =>
      ["false", "true"].map((via) => ({
        "aws:CurrentTime": time,
        "aws:SourceIp": ip,
        "aws:ViaAWSService": via,
        "aws:username": "ann",
        "aws:PrincipalArn": USER,
      })),
    ),
  );
  return mfa.flatMap((one) => rest.map((other) => ({ ...one, ...other })));
}

function answersOf(
  documents: readonly JsonDocument[],
  action: string,
  context: Record<string, ContextValue>,
) {
  const identity = documents.map((document, i) => ({ name: String(i), document: read(document) }));
  const ready = prepare({ identity }, new RequestContext(context, null));
  const { outcome } = decide(ready, action, USER);
  const oracle = askOracle(documents, { action, resource: USER, context });
  return { same: outcome === (oracle === "allowed" ? "may succeed" : "denied"), outcome, oracle };
}

describe("every variant of our policy, ours and the oracle's answer", () => {
  let actions: readonly string[] = [];

  before(async () => {
    const named = /^iam:.*(MFADevice|ChangePassword|PasswordPolicy|AccessKey|GetUser$)|^sts:Get/;
    actions = (await allActions()).filter((action, i) => i % STRIDE === 0 || named.test(action));
  });

  for (const [variant, document] of Object.entries({
    ...VARIANTS,
    "with calls by AWS services let through": ours("aws", { viaAwsServices: true }),
  })) {
    it(`is the same: ${variant}`, () => {
      const asked = contexts().flatMap((context) => actions.map((action) => ({ action, context })));
      const differing = asked.flatMap(({ action, context }) => {
        const answers = answersOf([document, ALLOW_ALL], action, context);
        return answers.same ? [] : [{ action, context, ...answers }];
      });
      console.log(`      ${asked.length} compared`);
      assert.ok(asked.length > 500);
      assert.deepEqual(differing, []);
    });
  }
});

import assert from "node:assert/strict";
import { conditionHolds } from "../../../policypack/iam/conditions";
import { RequestContext } from "../../../policypack/iam/request-context";

/** An operator that fits each key whose type AWS documents, with a value for which it holds. */
const FITTING: Readonly<Record<string, readonly [operator: string, value: string]>> = {
  "aws:MultiFactorAuthPresent": ["Bool", "true"],
  "aws:MultiFactorAuthAge": ["NumericLessThanEquals", "300"],
  "aws:ViaAWSService": ["Bool", "true"],
  "aws:SecureTransport": ["Bool", "true"],
  "aws:PrincipalIsAWSService": ["Bool", "true"],
  "aws:CurrentTime": ["DateEquals", "2026-11-21T12:00:00Z"],
  "aws:EpochTime": ["NumericEquals", "1795262400"],
  "aws:TokenIssueTime": ["DateEquals", "2026-11-21T12:00:00Z"],
  "aws:SourceIp": ["IpAddress", "192.0.2.1"],
};

describe("a condition", () => {
  for (const [key, [operator, value]] of Object.entries(FITTING)) {
    const holds = (by: string) =>
      conditionHolds(
        { operator: by, key, values: [value] },
        new RequestContext({ [key]: value }, undefined),
        "2012-10-17",
      );

    it(`on ${key} is judged by ${operator}, and not by an operator of another type`, () => {
      assert.equal(holds(operator), true);
      assert.deepEqual(holds("StringEquals"), { doubt: `StringEquals does not fit the type of ${key}` });
    });
  }

  it("on aws:EpochTime is judged as a date too", () => {
    const condition = { operator: "DateEquals", key: "aws:EpochTime", values: ["2026-11-21T12:00:00Z"] };
    const context = new RequestContext({ "aws:EpochTime": "1795262400" }, undefined);
    assert.equal(conditionHolds(condition, context, "2012-10-17"), true);
  });
});

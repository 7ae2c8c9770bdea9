import assert from "node:assert/strict";
import { stackConnection } from "../../enforcement/account/live-account";

describe("the stack's connection", () => {
  it("is that of its aws provider", () => {
    const connection = stackConnection({
      "aws:region": "eu-central-1",
      "aws:profile": "prod",
      "aws:assumeRoles": '[{"roleArn":"arn:aws:iam::111122223333:role/deploy"}]',
      "aws:endpoints": '[{"iam":"http://127.0.0.1:1","sts":"http://127.0.0.1:2"}]',
      "mfa-guard:path": "/x/",
    });
    assert.equal(connection.region, "eu-central-1");
    assert.equal(connection.profile, "prod");
    assert.deepEqual(connection.assumeRoles, [{ roleArn: "arn:aws:iam::111122223333:role/deploy" }]);
    assert.deepEqual(connection.endpoints, { iam: "http://127.0.0.1:1", sts: "http://127.0.0.1:2" });
  });

  it("leaves to the environment what is not set", () => {
    assert.deepEqual(stackConnection({}).assumeRoles, []);
    assert.equal(stackConnection({}).region, undefined);
  });

  it("is refused where a setting is no JSON", () => {
    assert.throws(() => stackConnection({ "aws:assumeRoles": "[" }), /aws settings of Pulumi.<stack>.yaml/);
  });
});

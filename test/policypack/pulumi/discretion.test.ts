import assert from "node:assert/strict";
// What the pack's own process has loaded by the time that it makes its policies.
import "@pulumi/policy";
import { readDocument } from "../../../policypack/facts/planned/resource";
import { isSecret } from "../../../policypack/facts/planned/secret";
import { discretionOf } from "../../../policypack/pulumi/discretion";
import { keepSecretMarks } from "../../../policypack/pulumi/secret-marks";
import { resource, UNKNOWN } from "../../support/stack";

/** A secret as the engine sends it. */
const secret = (value: unknown) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});

describe("what a program has marked secret", () => {
  it("keeps its mark beside the value that @pulumi/policy hands over, nested too", () => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const sdk = require("@pulumi/policy/deserialize") as {
      deserializeProperties: (struct: object, proxySecrets: boolean) => Record<string, unknown>;
    };
    const unmarked = sdk.deserializeProperties;
    try {
      keepSecretMarks();
      keepSecretMarks();
      const raw = { name: secret("ann"), path: "/", tags: { team: [secret("x")] } };
      const props = sdk.deserializeProperties({ toJavaScript: () => raw }, false);
      assert.deepEqual(props, { name: "ann", path: "/", tags: { team: ["x"] } });
      assert.deepEqual(
        ["name", "path", "tags"].filter((name) => isSecret(props, name)),
        ["name", "tags"],
      );
    } finally {
      sdk.deserializeProperties = unmarked;
    }
  });

  it("is everything where nobody could look", () => {
    assert.equal(isSecret({ name: "ann" }, "name"), true);
    const { hide } = discretionOf([{ type: "aws:iam/user:User", urn: "u", props: { name: "ann" } }]);
    assert.equal(hide("ann"), "[secret]");
  });

  it("is hidden where it stands alone, the longer first; the rest of a message stays", () => {
    const { hide } = discretionOf([
      resource("user", "u", { name: "ann", path: "/x/" }, { secret: ["name"] }),
      resource("user", "v", { name: "ann-marie" }, { secret: ["name"] }),
      resource("user", "w", { name: UNKNOWN, tags: { team: "a.b" } }, { secret: ["name", "tags"] }),
      resource("loginProfile", "l", { user: "bob", forceDestroy: "true" }, { secret: ["forceDestroy"] }),
    ]);
    assert.equal(
      hide("ann, ann-marie, hannah and bob of /x/, by a.b and axb: true"),
      "[secret], [secret], hannah and bob of /x/, by [secret] and axb: true",
    );
  });

  it("is a whole policy, of which no mistake is quoted either", () => {
    const given = { policy: "Hello Pass" };
    const policy = resource("policy", "p", given, { secret: ["policy"] });
    const discretion = discretionOf([policy, resource("policy", "q", given)]);
    assert.equal(discretion.hasSecretPolicy(policy.urn), true);
    assert.equal(discretion.hasSecretPolicy(policy.urn.replace(/p$/, "q")), false);
    const fact = readDocument(policy, "policy", () => policy.props["policy"]);
    assert.match(JSON.stringify(fact), /marked secret/);
    assert.doesNotMatch(JSON.stringify(fact), /Hello|Pass/);
  });
});

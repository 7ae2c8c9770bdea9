import assert from "node:assert/strict";
// What the pack's own process has loaded by the time that it makes its policies.
import "@pulumi/policy";
import { isSecret } from "../../../policypack/facts/planned/secret";
import { keepSecretMarks } from "../../../policypack/pulumi/secret-marks";

type Read = (struct: object, proxySecrets: boolean) => Record<string, unknown>;

/** What the engine sends of a resource. */
function message(name: unknown) {
  return { toJavaScript: () => ({ name }) };
}

const SECRET = {
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value: "ann",
};

/** Runs with @pulumi/policy changed as the pack's process changes it, and changes it back. */
function changed(test: (read: Read) => void): void {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const sdk = require("@pulumi/policy/deserialize") as { deserializeProperties: Read };
  const own = sdk.deserializeProperties;
  try {
    // Once more, as another copy of the pack would: nothing is put before it twice.
    for (const change of [keepSecretMarks, keepSecretMarks]) change();
    test(sdk.deserializeProperties);
  } finally {
    sdk.deserializeProperties = own;
  }
}

describe("the properties of a resource", () => {
  it("keep the marks of what is secret", () => {
    changed((read) => {
      const marked = read(message(SECRET), false);
      assert.deepEqual([marked["name"], isSecret(marked, "name")], ["ann", true]);
      assert.equal(isSecret(read(message("ann"), false), "name"), false);
    });
  });

  it("are a remediation's own, which changes them", () => {
    changed((read) => {
      const one = message("ann");
      read(one, true)["name"] = "bob";
      assert.equal(read(one, true)["name"], "ann");
      assert.deepEqual(read(one, false), { name: "ann" });
    });
  });

  it("are read as ever where @pulumi/policy has no such function", () => {
    const other = { exports: {} } as NodeModule;
    keepSecretMarks({ "/x/node_modules/@pulumi/policy/deserialize.js": other });
    assert.deepEqual(other.exports, {});
  });
});

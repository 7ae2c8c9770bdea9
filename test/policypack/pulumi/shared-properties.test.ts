import assert from "node:assert/strict";
// What the pack's own process has loaded by the time that it makes its policies.
import "@pulumi/policy";
import { isSecret } from "../../../policypack/facts/planned/secret";
import { keepSecretMarks } from "../../../policypack/pulumi/secret-marks";
import { shareProperties } from "../../../policypack/pulumi/shared-properties";

type Read = (struct: object, proxySecrets: boolean) => Record<string, unknown>;

/** What the engine sends of a resource, and how often it was read. */
function message(name: unknown) {
  const struct = { readings: 0, toJavaScript: () => (struct.readings++, { name }) };
  return struct;
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
    // Each once more, as another copy of the pack would: nothing is put before it twice.
    for (const change of [keepSecretMarks, shareProperties, keepSecretMarks, shareProperties]) change();
    test(sdk.deserializeProperties);
  } finally {
    sdk.deserializeProperties = own;
  }
}

describe("the properties of a resource", () => {
  it("are read once for all policies of a call, and for each message of the engine", () => {
    changed((read) => {
      const [one, same] = [message("ann"), message("ann")];
      assert.equal(read(one, false), read(one, false));
      assert.notEqual(read(one, false), read(same, false));
      assert.deepEqual([one.readings, same.readings], [1, 1]);
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

  it("keep the marks of what is secret", () => {
    changed((read) => {
      const marked = message(SECRET);
      for (let policy = 0; policy < 2; policy++)
        assert.deepEqual([read(marked, false)["name"], isSecret(read(marked, false), "name")], ["ann", true]);
      assert.equal(isSecret(read(message("ann"), false), "name"), false);
    });
  });

  it("are read as ever where @pulumi/policy has no such function", () => {
    const other = { exports: {} } as NodeModule;
    shareProperties({ "/x/node_modules/@pulumi/policy/deserialize.js": other });
    assert.deepEqual(other.exports, {});
  });
});

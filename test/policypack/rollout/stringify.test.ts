import assert from "node:assert/strict";
import fc from "fast-check";
import { parseRollout, parseRolloutObject } from "../../../policypack/rollout/parse";
import { stringifyRollout } from "../../../policypack/rollout/stringify";
import { rollout, validInput } from "./support";

describe("a rollout written as a file", () => {
  it("leaves out what is as by default", () => {
    const written = stringifyRollout(
      rollout({
        waves: [{ name: "all", rest: true, deadline: "2027-02-01T10:00:00+01:00" }],
        exemptions: [{ user: "bob", owner: "me", reason: "yes: # no", expires: "2027-06-30" }],
        addresses: { bob: "bob@example.com" },
        selfService: { accessKeys: true, sshKeys: false },
        graceDays: 0,
        maxExemptionDays: 90,
      }),
    );
    const expected = [
      "account: existing",
      "waves:",
      "  - name: all",
      "    rest: true",
      "    deadline: 2027-02-01T09:00:00Z",
      "exemptions:",
      "  - user: bob",
      "    owner: me",
      '    reason: "yes: # no"',
      "    expires: 2027-06-30",
      "addresses:",
      "  bob: bob@example.com",
      "selfService:",
      "  accessKeys: true",
      "maxExemptionDays: 90",
      "",
    ];
    assert.equal(written, expected.join("\n"));
    assert.equal(stringifyRollout(rollout()), "account: existing\n");
  });

  it("is read as what it was", () => {
    fc.assert(
      fc.property(validInput, (input) => {
        const rollout = parseRolloutObject(input, "generated");
        const written = stringifyRollout(rollout);
        assert.deepEqual(parseRollout(written, "f"), rollout);
        assert.equal(stringifyRollout(parseRollout(written, "f")), written);
      }),
      { numRuns: 500 },
    );
  });
});

import assert from "node:assert/strict";
import { compare } from "../../bench/audit/compare";

const KINDS = new Map([
  ["ann", { have: "a password and no device", flagged: true }],
  ["bob", { have: "a password and no device", flagged: true }],
  ["cyd", { have: "a password and a virtual device", flagged: false }],
]);

describe("the comparison of two tools' findings", () => {
  it("says nothing where both flag the same users", () => {
    assert.deepEqual(compare(new Set(["ann", "bob"]), new Set(["bob", "ann"]), KINDS), []);
  });

  it("gathers the users whom one of them misses by what they have", () => {
    const [missed, ...others] = compare(new Set(["ann", "bob"]), new Set(), KINDS);
    assert.deepEqual(others, []);
    assert.deepEqual(missed, {
      ...{ have: "a password and no device", flaggedBy: "mfa-guard", right: "mfa-guard" },
      ...{ users: 2, example: "ann" },
    });
  });

  it("tells a user flagged in error from one that is missed", () => {
    const found = compare(new Set(["ann"]), new Set(["cyd", "bob", "ann"]), KINDS);
    assert.deepEqual(
      found.map(({ example, flaggedBy, right }) => [example, flaggedBy, right]),
      [
        ["cyd", "rival", "mfa-guard"],
        ["bob", "rival", "rival"],
      ],
    );
  });

  it("does not hide a user whom nobody made", () => {
    const [stray] = compare(new Set(["ghost"]), new Set(), KINDS);
    assert.equal(stray?.right, "rival");
    assert.equal(stray?.have, "no account here");
  });
});

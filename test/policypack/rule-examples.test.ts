import assert from "node:assert/strict";
import { findingsOf, RULE_EXAMPLES } from "../../docs/rule-examples";
import { RULES } from "../../policypack/rules";

/** The pages of rules show these examples; their findings are made by the rules when the pages are. */
describe("the example of a rule's page", () => {
  for (const { name } of RULES) {
    it(`${name}: the rule finds one thing, and nothing once it is fixed`, () => {
      const { before, after } = findingsOf(name);
      assert.deepEqual(
        before.outcomes.map(({ kind }) => kind),
        ["violation"],
      );
      assert.deepEqual(
        after.outcomes.filter(({ kind }) => kind !== "not-applicable"),
        [],
      );
      const { ts, yaml, fix } = RULE_EXAMPLES[name];
      assert.ok(fix.sh ?? (fix.ts !== ts || fix.yaml !== yaml), "the page shows no fix");
    });
  }
});

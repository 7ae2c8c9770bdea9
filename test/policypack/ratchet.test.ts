import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import type { AccountFacts } from "../../policypack/facts/account-facts";
import { RULES } from "../../policypack/rules";
import type { RuleContext } from "../../policypack/rules/rule";
import {
  contentAccount,
  MODEL_CONTEXT,
  WORST_CONTEXT,
  worstAccount,
  worstAccountWithRootMfa,
} from "../support/worst-account";

const RULES_DIR = path.join(__dirname, "../../policypack/rules");

function firing(accounts: readonly AccountFacts[], context: RuleContext): string[] {
  return RULES.filter((rule) =>
    accounts.some((account) =>
      rule.check(account, context).outcomes.some(({ kind }) => kind === "violation"),
    ),
  ).map(({ name }) => name);
}

describe("ratchet", () => {
  const all = RULES.map(({ name }) => name);

  it("every rule fires on the worst account", () => {
    assert.deepEqual(firing([worstAccount(), worstAccountWithRootMfa()], WORST_CONTEXT), all);
  });

  it("no rule fires on the model account", () => {
    assert.deepEqual(firing([contentAccount()], MODEL_CONTEXT), []);
  });

  it("every rule is in a file of its name, and in the list", () => {
    const files = readdirSync(RULES_DIR)
      .filter((file) => /\bname: "/.test(readFileSync(path.join(RULES_DIR, file), "utf8")))
      .filter((file) => /: Rule = \{/.test(readFileSync(path.join(RULES_DIR, file), "utf8")))
      .map((file) => file.replace(/\.ts$/, ""));
    assert.deepEqual(files.sort(), [...all].sort());
  });
});

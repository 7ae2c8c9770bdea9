import assert from "node:assert/strict";
import { collectRuleOptions, withOptions } from "../../cli/rule-options";
import { RULES } from "../../policypack/rules";
import { adminStrongMfa } from "../../policypack/rules/admin-strong-mfa";
import { consoleUser, CONTEXT, found, modelAccount } from "../support/accounts";
import { accountAnswers } from "../support/fake-account";
import { FakeAws } from "../support/fake-aws";
import { ADMIN_ARN, worstAccount } from "../support/worst-account";
import { environmentOf, runCli } from "./run-cli";

/** An administrator with a token, whose code can be phished. */
function accountWithToken() {
  const token = { kind: "hardware-totp" as const, serial: "GAHT12345678", enabled: null };
  const attachedPolicies = [{ policy: ADMIN_ARN, origin: "live" as const }];
  const boss = consoleUser("boss", { attachedPolicies }, { devices: found([token]) });
  return modelAccount([boss], { policies: worstAccount().policies });
}

describe("options of rules", () => {
  it("reach the rule that they are of, and no other", () => {
    const given = collectRuleOptions("admin-strong-mfa.phishingResistant=true");
    const violations = (options = {}) =>
      withOptions([adminStrongMfa], options)
        .flatMap((rule) => rule.check(accountWithToken(), CONTEXT).outcomes)
        .filter(({ kind }) => kind === "violation").length;
    assert.deepEqual([violations(), violations(given)], [0, 1]);
    assert.throws(() => withOptions(RULES.slice(0, 2), given), /--rule or --severity leaves out/);
  });

  it("leave the rules that have none as they are", () => {
    assert.deepEqual(withOptions(RULES, {}), RULES);
    const [rule] = withOptions(RULES, { "admin-strong-mfa": { phishingResistant: true } });
    assert.equal(rule, RULES[0]);
  });

  it("are all taken, by name, and the last counts", () => {
    for (const { name, options = {} } of RULES)
      for (const option of Object.keys(options)) {
        const first = collectRuleOptions(`${name}.${option}=true`);
        assert.deepEqual(first, { [name]: { [option]: true } });
        assert.deepEqual(collectRuleOptions(`${name}.${option}=false`, first), {
          [name]: { [option]: false },
        });
      }
  });

  for (const [what, option, hint] of [
    ["a mistyped rule", "admin-strong-maf.phishingResistant=true", "Did you mean admin-strong-mfa?"],
    ["a mistyped option", "admin-strong-mfa.phishingResistent=true", "Did you mean phishingResistant?"],
    ["a rule without options", "root-mfa.strict=true", "There is admin-strong-mfa.phishingResistant."],
    ["a value that is none", "admin-strong-mfa.phishingResistant=yes", "The value is true or false."],
    ["no value", "admin-strong-mfa.phishingResistant", "An option is written rule.option=true."],
  ] as const)
    it(`are refused by audit, with what is right: ${what}`, async () => {
      const { code, stdout, stderr } = await runCli(["audit", "--rule-option", option]);
      assert.deepEqual({ code, stdout }, { code: 2, stdout: "" });
      assert.ok(stderr.includes(hint), stderr);
    });

  it("are taken by audit", async () => {
    const fake = await FakeAws.start(accountAnswers([]));
    const args = ["audit", "--rule-option", "admin-strong-mfa.phishingResistant=true", "--format", "json"];
    const { code, stderr } = await runCli(args, { env: environmentOf(fake) });
    await fake.stop();
    assert.equal(stderr, "");
    assert.notEqual(code, 2);
  });
});

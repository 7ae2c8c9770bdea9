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
    assert.throws(
      () => withOptions(RULES.slice(0, 2), given),
      /--rule, --severity or --compliance leaves out/,
    );
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
    [
      "a rule without options",
      "root-mfa.strict=true",
      "There is admin-strong-mfa.phishingResistant, admin-strong-mfa.fipsCertified,",
    ],
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

  /** What an account of one administrator with a security key is asked, and what is written about it. */
  async function runOnKey(args: readonly string[]) {
    const devices = ["arn:aws:iam::111122223333:u2f/user/boss/key"];
    const certifications = { "FIDO-certification": "L1" };
    const boss = { name: "boss", password: true, administrator: true, devices, certifications };
    const fake = await FakeAws.start(accountAnswers([boss]));
    const { code, stdout } = await runCli(args, { env: environmentOf(fake) });
    await fake.stop();
    return { code, stdout, calls: fake.counts()["GetMFADevice"] ?? 0 };
  }

  it("have audit read what they go by, and only they", async () => {
    const options = ["", ".fidoCertified", ".fipsCertified", ".phishingResistant"];
    const runs = await Promise.all(
      options.map((option) =>
        runOnKey([
          ...["audit", "--rule", "admin-strong-mfa"],
          ...(option === "" ? [] : ["--rule-option", `admin-strong-mfa${option}=true`]),
        ]),
      ),
    );
    assert.deepEqual(
      runs.map(({ code, calls }) => [code, calls]),
      [
        [0, 0],
        [0, 1],
        [1, 1],
        [0, 0],
      ],
    );
    assert.match(runs[2]?.stdout ?? "", /boss: fido \(FIDO-certification L1\)/);
  });

  it("find what they go by in a snapshot that was asked for it", async () => {
    const [plain, asked] = await Promise.all([["snapshot"], ["snapshot", "--certifications"]].map(runOnKey));
    assert.deepEqual([plain?.calls, asked?.calls], [0, 1]);
    assert.doesNotMatch(plain?.stdout ?? "", /FIDO-certification/);
    assert.match(asked?.stdout ?? "", /"FIDO-certification"/);
  });
});

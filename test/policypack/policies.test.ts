import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { RunError } from "@pulumi/pulumi";
import type { StackValidationArgs, StackValidationPolicy } from "@pulumi/policy";
import { known } from "../../policypack/facts/fact";
import type { AccountFacts } from "../../policypack/facts/account-facts";
import { type PolicyArgs, pulumiPolicies } from "../../policypack/pulumi/policies";
import type { ReadFacts } from "../../policypack/pulumi/run";
import type { Outcome, Rule } from "../../policypack/rules/rule";
import { DENIED, modelAccount, NOW, userWithoutMfa } from "../support/accounts";
import type { PlannedResource } from "../../policypack/facts/planned/resource";
import { resource } from "../support/stack";
import { RULES } from "../../policypack/rules";

class NotApplicable extends Error {}

/** A rule that says what it is told to. */
function ruleSaying(name: string, outcomes: readonly Outcome[] | Error, headline?: string): Rule {
  const check = () => {
    if (outcomes instanceof Error) throw outcomes;
    return { headline, outcomes };
  };
  return { ...(RULES[0] as Rule), name, remediation: ["Do this.", "Then that."], check };
}

/** How a violation ends; tests of other matters leave it out. */
const WAY_ON =
  /\nWhat to do first: Do this\. All steps: https:\/\/github\.com\/mfa-guard\/mfa-guard\/blob\/main\/docs\/rules\/[a-z]\.md$/;

const violation = (subject: string): Outcome => ({ kind: "violation", subject, message: subject });
const LOUD = { loud: { type: "boolean", default: false, description: "Whether." } } as const;
const unread: Outcome = { kind: "unknown", subject: "ann", reason: DENIED };

interface Setting {
  readonly accounts?: readonly AccountFacts[];
  readonly args?: PolicyArgs;
  readonly config?: Readonly<Record<string, object>>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly resources?: readonly PlannedResource[];
}

/** What the engine fills into a policy's configuration where nobody set it. */
function defaultsOf({ configSchema }: StackValidationPolicy): Record<string, unknown> {
  const properties = Object.entries(configSchema?.properties ?? {});
  return Object.fromEntries(
    properties.filter(([, p]) => p.default !== undefined).map(([name, p]) => [name, p.default]),
  );
}

/** Runs policies as the engine does, one after the other; each finding, without the way on. */
async function run(rules: readonly Rule[], setting: Setting = {}): Promise<string[]> {
  return (await runWhole(rules, setting)).map((said) => said.replace(WAY_ON, ""));
}

async function runWhole(rules: readonly Rule[], setting: Setting = {}): Promise<string[]> {
  const accounts = setting.accounts ?? [modelAccount()];
  const policies = pulumiPolicies(
    rules,
    () => Promise.resolve(accounts),
    () => NOW,
    setting.args,
  );
  return analyse(policies as StackValidationPolicy[], setting);
}

async function analyse(
  policies: readonly StackValidationPolicy[],
  { config = {}, tags = {}, resources = [] }: Setting = {},
): Promise<string[]> {
  const said: string[] = [];
  for (const policy of policies) {
    const args = {
      resources,
      stackTags: new Map(Object.entries(tags)),
      getConfig: () => ({ ...defaultsOf(policy), ...config[policy.name] }),
      notApplicable: (reason: string) => {
        throw new NotApplicable(reason);
      },
    } as unknown as StackValidationArgs;
    try {
      await policy.validateStack(
        args,
        (message: string | { message: string; enforcementLevel: string }, urn) =>
          said.push(
            typeof message === "string"
              ? `${policy.name}${urn ? ` ${urn}` : ""}: ${message}`
              : `${policy.name} ${message.enforcementLevel}: ${message.message}`,
          ),
      );
    } catch (error) {
      if (!(error instanceof NotApplicable)) throw error;
      said.push(`${policy.name} not applicable: ${error.message}`);
    }
  }
  return said;
}

const REASON =
  "could not read the MFA devices of user ann of account 111122223333: iam:ListMFADevices answered AccessDenied " +
  "(not authorized). Needs the permission iam:ListMFADevices.";

describe("policies of the pack", () => {
  it("report findings about the account as one list, under a headline", async () => {
    const said = await run([ruleSaying("r", [violation("ann"), violation("bob")], "2 users")]);
    assert.deepEqual(said, ["r: 2 users:\n  - ann\n  - bob"]);
  });

  it("tell what to do once, where each finding says it itself", async () => {
    const rule: Rule = { ...ruleSaying("r", [violation("Name them in one only.")]), remedyInFinding: true };
    const [said = ""] = await runWhole([rule]);
    assert.match(said, /^r: Name them in one only\.\nAll steps: https:\S+\/docs\/rules\/r\.md$/);
  });

  it("tell what to do first where the account is, and all of it in Pulumi's own list", async () => {
    const model = modelAccount();
    assert.ok(model.identity.known);
    const identity = known({ ...model.identity.value, partition: "aws-us-gov" });
    const remediationIn = (partition: string) => (partition === "aws-us-gov" ? ["Another step."] : undefined);
    const rule = { ...ruleSaying("r", [violation("root")]), remediationIn };
    const [there] = await runWhole([rule], { accounts: [{ ...model, identity }] });
    assert.match(there ?? "", /What to do first: Another step\./);
    const [elsewhere] = await runWhole([rule]);
    assert.match(elsewhere ?? "", /What to do first: Do this\./);
    const policies = pulumiPolicies(
      [rule],
      () => Promise.resolve([]),
      () => NOW,
    );
    const listed = policies.map(({ remediationSteps }) => remediationSteps);
    assert.ok(listed.includes("1. Do this.\n2. Then that.\n3. Another step."));
  });

  it("list fifty, and count the rest", async () => {
    const many = Array.from({ length: 53 }, (_, i) => violation(`u${i}`));
    const [said] = await run([ruleSaying("r", many, "53 users")]);
    assert.equal(said?.split("\n").length, 52);
    assert.match(said ?? "", /- u49\n {2}- and 3 more$/);
  });

  it("report a finding about a resource to that resource", async () => {
    const said = await run([ruleSaying("r", [{ ...violation("ann"), urn: "urn:x" } as Outcome], "1 user")]);
    assert.deepEqual(said, ["r urn:x: ann"]);
  });

  it("end each violation with what to do first and where to read on, once in a list", async () => {
    const listed = ruleSaying("r", [violation("ann"), violation("bob")], "2 users");
    const single = ruleSaying("s", [violation("ann"), { ...violation("bob"), urn: "urn:x" } as Outcome]);
    const broken = ruleSaying("t", new Error("oops"));
    const ends = (await runWhole([listed, single, broken])).map((said) => WAY_ON.exec(said)?.[0].slice(-4));
    assert.deepEqual(ends, ["r.md", "s.md", "s.md", undefined]);
  });

  it("do not show what the program has marked secret", async () => {
    const user = resource("user", "u", { name: "ann" }, { secret: ["name"] });
    const policy = resource("policy", "p", { policy: "{}" }, { secret: ["policy"] });
    const quoting = { ...violation("its statement 1 allows iam:*"), urn: policy.urn } as Outcome;
    const resources = [user, policy];
    const said = await run([ruleSaying("r", [violation("ann is new"), quoting, unread])], { resources });
    assert.match(said[0] ?? "", /^r urn:\S+: This resource's policy does not\. The program marks it secret/);
    assert.equal(said[1], "r: [secret] is new");
    assert.match(said[2] ?? "", /^facts-complete: .* devices of user \[secret\] of account/);
    assert.doesNotMatch(said.join(), /\bann\b|iam:\*/);
  });

  it("go on when a rule throws, and make that a finding", async () => {
    const said = await run([ruleSaying("broken", new Error("oops")), ruleSaying("r", [violation("ann")])]);
    assert.match(
      said[0] ?? "",
      /^broken: The rule itself failed for account 111122223333, so nothing was checked: Error: oops/,
    );
    assert.deepEqual(said.slice(1), ["r: ann"]);
  });

  it("tell once what could not be read, with the rules that it left open", async () => {
    const said = await run([ruleSaying("r", [unread]), ruleSaying("s", [unread])]);
    assert.deepEqual(said, [`facts-complete: Not checked by r, s: ${REASON}`]);
  });

  it("make what could not be read a violation where facts are required, of one rule or all", async () => {
    const rules = [ruleSaying("r", [unread]), ruleSaying("s", [unread])];
    assert.deepEqual(await run(rules, { config: { r: { requireFacts: true } } }), [
      `r: ${REASON}`,
      `facts-complete: Not checked by s: ${REASON}`,
    ]);
    const all = { settings: { requireFacts: true } };
    assert.deepEqual(await run(rules, { config: all }), [`r: ${REASON}`, `s: ${REASON}`]);
    assert.deepEqual(await run(rules, { config: { ...all, s: { requireFacts: false } } }), [
      `r: ${REASON}`,
      `facts-complete: Not checked by s: ${REASON}`,
    ]);
  });

  it("are not applicable to a stack without AWS resources", async () => {
    const reason = "The stack has no AWS resources.";
    assert.deepEqual(await run([ruleSaying("r", [violation("ann")])], { accounts: [] }), [
      `r not applicable: ${reason}`,
      `facts-complete not applicable: ${reason}`,
    ]);
  });

  it("are not applicable where the rule is to no account, and only then", async () => {
    const none: Outcome = { kind: "not-applicable", reason: "no root" };
    assert.deepEqual(await run([ruleSaying("r", [none])]), ["r not applicable: no root"]);
    const perAccount: Rule = {
      ...ruleSaying("r", []),
      check: ({ label }) => ({ outcomes: label === "account 111122223333" ? [none] : [violation("ann")] }),
    };
    const accounts = [modelAccount(), modelAccount([], { label: "account 2" })];
    assert.deepEqual(await run([perAccount], { accounts }), ["r: ann"]);
  });

  it("pass over stacks without the tags that the settings ask for", async () => {
    const rules = [ruleSaying("r", [violation("ann")])];
    const config = { settings: { stackTags: { stage: "prod" } } };
    assert.deepEqual(await run(rules, { config, tags: { stage: "prod", team: "x" } }), ["r: ann"]);
    const reason = "The settings ask for the stack tag stage=prod, which this stack does not carry.";
    assert.deepEqual(await run(rules, { config, tags: { stage: "dev" } }), [
      `r not applicable: ${reason}`,
      `facts-complete not applicable: ${reason}`,
    ]);
  });

  const MISSPELT: Record<string, { args: object; sentence: string }> = {
    "a rule": {
      args: { rules: { rulle: "disabled" } },
      sentence: 'mfa-guard has no rule "rulle". Did you mean "rule"?',
    },
    "a rule, like no other": {
      args: { rules: { other: "disabled" } },
      sentence: 'mfa-guard has no rule "other". There is rule.',
    },
    "a setting": {
      args: { settings: { strikt: true } },
      sentence: 'mfa-guard has no setting "strikt". Did you mean "strict"?',
    },
    "an option of a rule": {
      args: { rules: { rule: { requireFact: true } } },
      sentence: 'The rule rule has no option "requireFact". Did you mean "requireFacts"?',
    },
    "an argument": {
      args: { setting: { strict: true } },
      sentence: 'mfaGuardPolicies has no argument "setting". Did you mean "settings"?',
    },
  };
  for (const [what, { args, sentence }] of Object.entries(MISSPELT)) {
    it(`are refused to a program that misspells ${what}`, async () => {
      await assert.rejects(run([ruleSaying("rule", [])], { args }), (error) => {
        assert.ok(RunError.isInstance(error), "Pulumi would show a stack");
        assert.equal(error.message, sentence);
        return true;
      });
    });
  }

  it("refuse a misspelt option in the configuration, whatever the rule's level", async () => {
    const rule = ruleSaying("r", []);
    assert.deepEqual(await run([{ ...rule, level: "advisory" }], { config: { r: { requireFact: true } } }), [
      `r mandatory: ${rule.description}\nThe rule r has no option "requireFact". Did you mean "requireFacts"?`,
    ]);
  });

  it("tell what the command leaves out, at no level but advisory", async () => {
    const left = [resource("user", "ann", {}), resource("loginProfile", "ann", {})];
    const said = await run([ruleSaying("r", [])], { args: { all: "mandatory" }, resources: left });
    assert.deepEqual(said, [
      "facts-complete advisory: Everything that the rules needed to know could be read.\n" +
        "2 resources are not checked, because this command does not make them, by its --target or --exclude:\n" +
        left.map(({ urn }) => `  - ${urn}`).join("\n"),
    ]);
  });

  it("read the facts once an analysis, and again for the next", async () => {
    let readings = 0;
    const read = () => Promise.resolve([modelAccount([], { label: `reading ${++readings}` })]);
    const echo: Rule = { ...ruleSaying("r", []), check: ({ label }) => ({ outcomes: [violation(label)] }) };
    const policies = pulumiPolicies(
      [echo, { ...echo, name: "s" }],
      read,
      () => NOW,
    ) as StackValidationPolicy[];
    const said = async () => (await analyse(policies)).map((said) => said.replace(WAY_ON, ""));
    assert.deepEqual(await said(), ["r: reading 1", "s: reading 1"]);
    assert.deepEqual(await said(), ["r: reading 2", "s: reading 2"]);
  });

  it("judge at one moment for all rules of an analysis, and at a later one in the next", async () => {
    let minutes = 0;
    const clock = () => new Date(NOW.getTime() + ++minutes * 60_000);
    const echo: Rule = {
      ...ruleSaying("r", []),
      check: (_, { now }) => ({ outcomes: [violation(now.toISOString())] }),
    };
    const policies = pulumiPolicies(
      [echo, { ...echo, name: "s" }],
      () => Promise.resolve([modelAccount()]),
      clock,
    ) as StackValidationPolicy[];
    const moments = async () => (await analyse(policies)).map((said) => /^\w: (\S+)/.exec(said)?.[1]);
    const [first, second] = [await moments(), await moments()];
    assert.deepEqual([first[0], second[0]], [first[1], second[1]]);
    assert.ok((second[0] ?? "") > (first[0] ?? ""));
  });

  it("forget, for the next analysis, what could not be read and what was marked secret", async () => {
    let outcome: Outcome = unread;
    const changing: Rule = { ...ruleSaying("r", []), check: () => ({ outcomes: [outcome] }) };
    const policies = pulumiPolicies(
      [changing],
      () => Promise.resolve([modelAccount()]),
      () => NOW,
    ) as StackValidationPolicy[];
    const marked = (secret: readonly string[]) => resource("user", "u", { name: "ann" }, { secret });
    const first = await analyse(policies, { resources: [marked(["name"])] });
    assert.match(first.join(), /^facts-complete: /m);
    assert.doesNotMatch(first.join(), /\bann\b/);
    outcome = violation("ann");
    const next = await analyse(policies, { resources: [marked([])] });
    assert.deepEqual(
      next.map((said) => said.replace(WAY_ON, "")),
      ["r: ann"],
    );
  });

  it("keep no setting of one analysis for the next, where that one's can't be used or ask for less", async () => {
    const asked: unknown[] = [];
    const strictness: Rule = {
      ...ruleSaying("r", []),
      options: LOUD,
      asksCertifications: ({ loud }) => loud === true,
      check: (_, { settings }) => ({ outcomes: [violation(`strict: ${settings.strict}`)] }),
    };
    const read: ReadFacts = (_, source, { budget, certifications }) => {
      asked.push({ source: source !== null, budget, certifications });
      return Promise.resolve([modelAccount()]);
    };
    const policies = pulumiPolicies([strictness], read, () => NOW) as StackValidationPolicy[];
    const good = { strict: true, facts: "/kept.json", timeLimitMinutes: 5 };
    const first = await analyse(policies, { config: { settings: good, r: { loud: true } } });
    assert.match(first.join("\n"), /^r: strict: true/m);
    const bad = {
      strict: true,
      rollout: "none.yaml",
      facts: "kept.json",
      factsMaxAgeHours: 0,
      timeLimitMinutes: 0,
    };
    const next = await analyse(policies, { config: { settings: bad } });
    assert.match(next.join("\n"), /^r: strict: false/m);
    assert.deepEqual(asked, [
      { source: true, budget: 300_000, certifications: true },
      { source: false, budget: 60_000, certifications: false },
    ]);
  });

  it("have read what an option of a rule asks for, wherever it is set and in the list", async () => {
    const asked: boolean[] = [];
    const asksMore = { asksCertifications: (options: object) => "loud" in options && options.loud === true };
    const rules = [ruleSaying("q", []), { ...ruleSaying("r", []), ...asksMore }];
    const loud = { r: { loud: true } };
    for (const { args, config } of [
      { args: {}, config: {} },
      { args: {}, config: loud },
      { args: { rules: loud }, config: {} },
    ]) {
      const own = rules.map((rule) => ({ ...rule, options: LOUD }));
      const read: ReadFacts = (_, __, { certifications }) => {
        asked.push(certifications);
        return Promise.resolve([modelAccount()]);
      };
      const policies = pulumiPolicies(own, read, () => NOW, args);
      await analyse(policies as StackValidationPolicy[], { config });
    }
    assert.deepEqual(asked, [false, true, true]);
  });

  it("take their levels from the program: its own, else that of all, else the rule's", () => {
    const rules = [ruleSaying("r", []), ruleSaying("s", []), ruleSaying("t", [])];
    const levels = (args: PolicyArgs) =>
      pulumiPolicies(
        rules,
        () => Promise.resolve([]),
        () => NOW,
        args,
      ).map((p) => p.enforcementLevel);
    assert.deepEqual(levels({}), ["mandatory", "mandatory", "mandatory", "mandatory", "advisory"]);
    assert.deepEqual(
      levels({ all: "advisory", rules: { s: "disabled", t: { enforcementLevel: "mandatory" } } }),
      ["mandatory", "advisory", "disabled", "mandatory", "advisory"],
    );
  });
});

describe("settings of the pack", () => {
  const bob = modelAccount([userWithoutMfa("bob")]);
  const rules = RULES.filter(({ name }) => name === "console-user-mfa");
  const inGrace = {
    account: "existing",
    waves: [{ name: "all", rest: true, deadline: "2027-01-01T00:00:00Z" }],
  };
  const flagged = /^console-user-mfa: 1 of 2 console users/;

  it("take the rollout file's content", async () => {
    assert.match((await run(rules, { accounts: [bob] })).join(), flagged);
    assert.deepEqual(await run(rules, { accounts: [bob], config: { settings: { rollout: inGrace } } }), []);
    assert.deepEqual(await run(rules, { accounts: [bob], args: { settings: { rollout: inGrace } } }), []);
  });

  it("are those of the program where the configuration has none, the engine's defaults notwithstanding", async () => {
    const args = { settings: { rollout: inGrace, strict: true } };
    assert.match((await run(rules, { accounts: [bob], args })).join(), flagged);
    const config = { settings: { strict: false } };
    assert.deepEqual(await run(rules, { accounts: [bob], args, config }), []);
  });

  it("let the program require facts", async () => {
    const args = { settings: { requireFacts: true } };
    assert.deepEqual(await run([ruleSaying("r", [unread])], { args }), [`r: ${REASON}`]);
    const one = { rules: { r: { requireFacts: true } } };
    assert.deepEqual(await run([ruleSaying("r", [unread])], { args: one }), [`r: ${REASON}`]);
  });

  it("are beside a rule's own options, of the program or of the configuration", async () => {
    const told: unknown[] = [];
    const rule: Rule = {
      ...ruleSaying("r", []),
      options: { loud: { type: "boolean", default: false, description: "Whether to shout." } },
      check: (_, { options }) => {
        told.push(options["loud"]);
        return { outcomes: [] };
      },
    };
    const args = { rules: { r: { loud: true } } };
    await run([rule]);
    await run([rule], { args });
    await run([rule], { args, config: { r: { loud: false } } });
    assert.deepEqual(told, [false, true, false]);
  });

  it("are violations themselves where they are wrong, and nobody has grace by them", async () => {
    const said = await run(rules, { accounts: [bob], config: { settings: { rollout: { account: "old" } } } });
    assert.match(
      said[0] ?? "",
      /^settings: the setting `rollout` has 1 mistake:\s+the setting `rollout`: account: found "old"/,
    );
    assert.match(said[1] ?? "", flagged);
  });

  it("are refused where one is misspelt in the configuration, the others still taken", async () => {
    const config = { settings: { strikt: true, "strict\u001b[2J": true, rollout: inGrace } };
    assert.deepEqual(await run(rules, { accounts: [bob], config }), [
      'settings: mfa-guard has no setting "strikt". Did you mean "strict"?',
      'settings: mfa-guard has no setting "strict\\u001b[2J". ' +
        "There is rollout, strict, scope, requireFacts, stackTags, facts, factsMaxAgeHours, livePasswords, timeLimitMinutes.",
    ]);
  });

  for (const [timeLimitMinutes, milliseconds] of [
    [undefined, 60_000],
    [5, 300_000],
  ] as const)
    it(`have an account read for ${milliseconds} ms at most where the limit is ${timeLimitMinutes ?? "left out"}`, async () => {
      const budgets: number[] = [];
      const policies = pulumiPolicies(
        rules,
        (_, __, { budget }) => {
          budgets.push(budget);
          return Promise.resolve([]);
        },
        () => NOW,
      );
      const config = { settings: timeLimitMinutes === undefined ? {} : { timeLimitMinutes } };
      await analyse(policies as StackValidationPolicy[], { config });
      assert.deepEqual(budgets, [milliseconds]);
    });

  it("refuse a time limit that is none", async () => {
    const args = { settings: { timeLimitMinutes: 0 } };
    const [said] = await run(rules, { args });
    assert.equal(said, 'settings: The setting `timeLimitMinutes` is "0". Write a number from 0.1 to 120.');
  });

  describe("in a file", () => {
    let dir: string;
    beforeEach(async () => {
      dir = await mkdtemp(path.join(tmpdir(), "mfa-guard-test-"));
    });
    afterEach(() => rm(dir, { recursive: true }));

    const set = (settings: object) => run(rules, { accounts: [bob], config: { settings } });

    it("are read", async () => {
      const rollout = path.join(dir, "rollout.yaml");
      writeFileSync(rollout, JSON.stringify(inGrace));
      assert.deepEqual(await set({ rollout }), []);
    });

    it("are a violation where the file is not there", async () => {
      const rollout = path.join(dir, "missing.yaml");
      const [said] = await set({ rollout });
      assert.equal(
        said,
        `settings: The rollout file ${rollout} can't be read (ENOENT). Correct the setting \`rollout\`.`,
      );
    });

    // No engine has started the tests.
    for (const setting of ["rollout", "facts"]) {
      it(`are a violation where the folder that \`${setting}\` is relative to can't be told`, async () => {
        const said = await set({ [setting]: "package.json" });
        assert.equal(
          said[0],
          `settings: The setting \`${setting}\` is the relative path "package.json", and it can't be told here in ` +
            "which folder Pulumi was started. Write an absolute path.",
        );
        assert.match(said[1] ?? "", flagged);
      });
    }
  });
});

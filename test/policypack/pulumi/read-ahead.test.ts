import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import type { ResourceValidationPolicy, StackValidationArgs, StackValidationPolicy } from "@pulumi/policy";
import { TYPES } from "../../../policypack/facts/planned/resource-types";
import { pulumiPolicies } from "../../../policypack/pulumi/policies";
import type { AheadReading } from "../../../policypack/pulumi/read-ahead";
import type { Asking, ReadFacts } from "../../../policypack/pulumi/run";
import type { Rule } from "../../../policypack/rules/rule";
import { RULES } from "../../../policypack/rules";
import { modelAccount, NOW } from "../../support/accounts";

type Both = StackValidationPolicy & ResourceValidationPolicy;
type Config = Readonly<Record<string, object>>;

const PROVIDER = "pulumi:providers:aws";
const CERTIFIED: Rule = {
  ...(RULES[0] as Rule),
  name: "certified",
  check: () => ({ headline: undefined, outcomes: [] }),
  asksCertifications: (options) => "asks" in options,
};

/** What was read when, of a pack that the engine calls as in a preview. */
class Preview {
  readonly read: string[] = [];
  private readonly policies: readonly Both[];

  constructor(
    private readonly config: Config = {},
    private readonly tags: Readonly<Record<string, string>> = {},
  ) {
    const said = (what: string, { livePasswords, budget, certifications }: Asking) =>
      this.read.push(
        [what, livePasswords && "passwords", budget, certifications && "certifications"]
          .filter(Boolean)
          .join(" "),
      );
    const atTheEnd: ReadFacts = (_, __, asking) => {
      said("at the end", asking);
      return Promise.resolve([modelAccount()]);
    };
    const ahead = (asking: Asking): AheadReading => ({
      begin: ({ urn }) => void said(`ahead ${urn}`, asking),
      read: () => {
        this.read.push("from ahead");
        return Promise.resolve([modelAccount()]);
      },
    });
    this.policies = pulumiPolicies([CERTIFIED], atTheEnd, () => NOW, {}, ahead) as readonly Both[];
  }

  /** As @pulumi/policy does it: the policies one after the other, each awaited. */
  async plan(...types: string[]): Promise<void> {
    for (const [index, type] of types.entries())
      for (const policy of this.policies)
        for (const validation of [policy.validateResource ?? []].flat())
          await Promise.resolve(
            validation(
              { ...this.args(policy), type, urn: `${type}-${index}`, props: {} } as never,
              () => undefined,
            ),
          );
    // The reading begins once the engine has its answer.
    await turn();
  }

  async judge(): Promise<void> {
    for (const policy of this.policies) await policy.validateStack(this.args(policy), () => undefined);
  }

  private args({ name }: Both): StackValidationArgs {
    return {
      resources: [],
      stackTags: new Map(Object.entries(this.tags)),
      getConfig: () => ({ ...this.config[name] }),
      notApplicable: () => undefined,
    } as unknown as StackValidationArgs;
  }
}

describe("an account is read ahead of the stack", () => {
  const { PULUMI_DRY_RUN } = process.env;
  beforeEach(() => (process.env["PULUMI_DRY_RUN"] = "true"));
  afterEach(() => {
    if (PULUMI_DRY_RUN === undefined) delete process.env["PULUMI_DRY_RUN"];
    else process.env["PULUMI_DRY_RUN"] = PULUMI_DRY_RUN;
  });

  it("from when its provider is planned, and not again", async () => {
    const preview = new Preview();
    await preview.plan("pulumi:pulumi:Stack", PROVIDER);
    assert.deepEqual(preview.read, [`ahead ${PROVIDER}-1 60000`]);
    await preview.judge();
    assert.deepEqual(preview.read.slice(1), ["from ahead"]);
  });

  it("for each provider that is planned before AWS's resources", async () => {
    const preview = new Preview();
    await preview.plan(PROVIDER, "pulumi:providers:aws-native", TYPES.user, PROVIDER);
    assert.deepEqual(preview.read, [
      `ahead ${PROVIDER}-0 60000`,
      "ahead pulumi:providers:aws-native-1 60000",
    ]);
  });

  it("with what the settings and the options of rules ask for", async () => {
    const preview = new Preview({
      settings: { livePasswords: true, timeLimitMinutes: 2 },
      certified: { asks: true },
    });
    await preview.plan(PROVIDER);
    await preview.judge();
    assert.deepEqual(preview.read, [`ahead ${PROVIDER}-0 passwords 120000 certifications`, "from ahead"]);
  });

  it("for one analysis: the next reads anew", async () => {
    const preview = new Preview();
    await preview.plan(PROVIDER);
    for (let analysis = 0; analysis < 2; analysis++) await preview.judge();
    await preview.plan(PROVIDER);
    assert.deepEqual(preview.read, [`ahead ${PROVIDER}-0 60000`, "from ahead", "at the end 60000"]);
  });

  for (const [why, config] of Object.entries<Config>({
    "the settings name a snapshot": { settings: { facts: "/snapshot.json" } },
    "the stack has not the tags that the settings ask for": { settings: { stackTags: { mfa: "yes" } } },
    "the time limit is none": { settings: { timeLimitMinutes: 0 } },
  }))
    it(`not where ${why}`, async () => {
      const preview = new Preview(config);
      await preview.plan(PROVIDER);
      assert.deepEqual(preview.read, []);
    });

  for (const value of ["false", undefined])
    it(`not in an update: PULUMI_DRY_RUN is ${value}`, async () => {
      if (value === undefined) delete process.env["PULUMI_DRY_RUN"];
      else process.env["PULUMI_DRY_RUN"] = value;
      const preview = new Preview();
      await preview.plan(PROVIDER);
      await preview.judge();
      assert.deepEqual(preview.read, ["at the end 60000"]);
    });
});

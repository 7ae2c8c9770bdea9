import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import * as path from "node:path";
import type { IAMClient } from "@aws-sdk/client-iam";
import { CreateUserCommand } from "@aws-sdk/client-iam";
import { selfServicePolicy, type SelfServiceOptions } from "../../policypack/policy/self-service-policy";
import { CHECKOUT } from "../../sandbox/checkout";
import { sandboxIam } from "../../sandbox/demo/account";
import { toStderr } from "../../sandbox/progress";
import { openSandbox, type Sandbox } from "../support/sandbox";
import { iamState } from "../enforcement/iam-state";
import { Recorder } from "../enforcement/recorder";
import { type Covered, carryOut, uncoveredMoments } from "../enforcement/replay";
import { VARIANTS } from "../enforcement/variants";
import { TestProject } from "../support/project";

const REGIONS = {
  aws: "us-east-1",
  "aws-cn": "cn-north-1",
  "aws-us-gov": "us-gov-west-1",
  "aws-eusc": "eusc-de-east-1",
} as const;
type Partition = keyof typeof REGIONS;

/** Each variant is a component of its own, of its own partition, with a user of its name in it. */
const PROGRAM = `
const { readFileSync } = require("node:fs");
const { ForceMfa } = require("@mfa-guard/pulumi");
const regions = ${JSON.stringify(REGIONS)};
const providers = Object.fromEntries(
  Object.entries(regions).map(([name, region]) => [name, new aws.Provider(name, { region })]),
);
const variants = JSON.parse(readFileSync(__dirname + "/variants.json", "utf8"));
for (const [name, { partition, from, exceptions = [], ...selfService }] of Object.entries(variants)) {
  const accepted = exceptions.map((each) => ({ ...each, expires: new Date(each.expires) }));
  const dated = { from: from && new Date(from), exceptions: accepted };
  const args = { groupName: name, policyName: name, path: "/security/", ...dated, selfService };
  new ForceMfa(name, { ...args, users: [name] }, { provider: providers[partition] });
}
`;

const NAMES = Object.keys(VARIANTS);

/** Each with the options of the third one after it, or of the first after that which differ, in its own partition. */
const CHANGED = Object.fromEntries(
  Object.entries(VARIANTS).map(([name, own], i) => {
    const others = NAMES.map((_, k) => ({
      ...VARIANTS[NAMES[(i + 3 + k) % NAMES.length] ?? ""],
      partition: own.partition,
    }));
    const text = (options: SelfServiceOptions) => JSON.stringify(selfServicePolicy(options));
    return [name, others.find((options) => text(options) !== text(own)) ?? own];
  }),
);

describe("each variant of the self-service policy, under the engine", () => {
  let sandbox: Sandbox;
  let stack: TestProject;
  const covered: Covered = { members: new Map(), policies: new Map() };

  before(async () => {
    sandbox = await openSandbox({}, toStderr);
    for (const [name, { partition }] of Object.entries(VARIANTS)) {
      const iam = iamOf(partition as Partition);
      await iam.send(new CreateUserCommand({ UserName: name, Path: "/team/" }));
      iam.destroy();
    }
    stack = await TestProject.create(sandbox, "variants", PROGRAM);
    await configure(VARIANTS);
  });
  after(() => sandbox.close());

  function iamOf(partition: Partition): IAMClient {
    return sandboxIam({ ...sandbox.env, AWS_REGION: REGIONS[partition] });
  }

  function configure(variants: Record<string, SelfServiceOptions>): Promise<void> {
    return writeFile(path.join(stack.dir, "variants.json"), JSON.stringify(variants));
  }

  async function pulumi(...args: string[]) {
    const recorder = await Recorder.start(sandbox.endpoint);
    const { code, output } = await stack.pulumi(args, recorder.env);
    await recorder.stop();
    assert.equal(code, 0, output);
    return { output, calls: recorder.calls };
  }

  /** Asserts that every partition holds these variants, each in its group with its user, and nothing else. */
  async function assertDeployed(variants: Record<string, SelfServiceOptions>): Promise<void> {
    for (const partition of Object.keys(REGIONS) as Partition[]) {
      const iam = iamOf(partition);
      const { users, groups, policies } = await iamState(iam);
      iam.destroy();
      const here = Object.entries(variants).filter(([, options]) => options.partition === partition);
      const arn = (name: string) => `arn:${partition}:iam::123456789012:policy/security/${name}`;
      const expected = here.map(([name, options]) => [name, arn(name), selfServicePolicy(options)] as const);
      assert.deepEqual(users, Object.fromEntries(here.map(([name]) => [name, [name]])));
      assert.deepEqual(
        groups,
        Object.fromEntries(expected.map(([name, arn]) => [name, { path: "/security/", policies: [arn] }])),
      );
      assert.deepEqual(
        policies,
        Object.fromEntries(expected.map(([, arn, document]) => [arn, { document, tags: {} }])),
      );
    }
  }

  it("is deployed as its golden file has it, by its partition, path and user", async () => {
    const { calls } = await pulumi("up", "--yes", "--skip-preview");
    for (const call of calls) carryOut(call, covered);
    await assertDeployed(VARIANTS);
    for (const name of NAMES) {
      const golden = path.join(CHECKOUT, "test/enforcement/golden", `${name}.json`);
      const document = JSON.parse(await readFile(golden, "utf8")) as unknown;
      assert.deepEqual(selfServicePolicy(VARIANTS[name] as SelfServiceOptions), document, name);
    }
  });

  it("has nothing to do the second time", async () => {
    const { calls } = await pulumi("up", "--yes", "--skip-preview", "--expect-no-changes");
    assert.deepEqual(calls, []);
  });

  it("shows a change of options as an update of each policy, and of nothing else", async () => {
    await configure(CHANGED);
    const { output, calls } = await pulumi("preview", "--suppress-progress");
    const changes = output.match(/^ *[~+-]+ +aws:\S+ .*$/gm) ?? [];
    const updates = NAMES.map((name) => `${name}-policy update`).sort();
    assert.deepEqual(changes.map((line) => line.trim().split(/\s+/).slice(2, 4).join(" ")).sort(), updates);
    for (const line of changes) assert.match(line, /\[diff: ~policy\]$/);
    assert.deepEqual(calls, []);
  });

  it("changes its options in place, with nobody uncovered meanwhile", async () => {
    const { calls } = await pulumi("up", "--yes", "--skip-preview");
    assert.deepEqual(
      calls.map(({ action }) => action),
      NAMES.map(() => "CreatePolicyVersion"),
    );
    assert.deepEqual(uncoveredMoments(calls, covered, NAMES), []);
    await assertDeployed(CHANGED);
  });

  it("is destroyed, and leaves its users as they were", async () => {
    await pulumi("destroy", "--yes", "--skip-preview");
    for (const partition of Object.keys(REGIONS) as Partition[]) {
      const iam = iamOf(partition);
      const { users, ...rest } = await iamState(iam);
      iam.destroy();
      assert.deepEqual(rest, { groups: {}, policies: {} });
      assert.ok(Object.values(users).every((groups) => groups.length === 0));
    }
  });
});

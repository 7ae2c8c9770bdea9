import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import * as path from "node:path";
import {
  AddUserToGroupCommand,
  CreateVirtualMFADeviceCommand,
  GetPolicyVersionCommand,
  type IAMClient,
} from "@aws-sdk/client-iam";
import { sandboxIam } from "../../sandbox/demo/account";
import { enrolVirtualDevice } from "../../sandbox/demo/enrol";
import { toStderr } from "../../sandbox/progress";
import { isoMinute } from "../../policypack/iam/days";
import { openSandbox, type Sandbox } from "../support/sandbox";
import { readAccount } from "../../policypack/facts/live/read-account";
import { toSnapshot } from "../../policypack/facts/snapshot/write";
import { AwsError } from "../support/fake-aws";
import { FaultProxy } from "../support/fault-proxy";
import { selfServicePolicy } from "../../policypack/policy/self-service-policy";
import {
  createConsoleUser,
  createForceMfaGroup,
  createPolicy,
  makeAdministrator,
} from "../support/live-account";
import { PACK, TestProject, withToday } from "../support/project";

const DAY = 24 * 60 * 60 * 1000;
const ACCOUNT = "account 123456789012";
const ago = (days: number) => new Date(Math.floor(Date.now() / 1000) * 1000 - days * DAY).toISOString();

/** As messages show a time. */
const shown = (instant: string) => isoMinute(new Date(instant));

let sandbox: Sandbox;
let iam: IAMClient;
let app: TestProject;

/** What the pack says of the account under a configuration. */
async function preview(config: object, stack = app, env = {}): Promise<{ code: number; said: string[] }> {
  await writeFile(path.join(stack.dir, "config.json"), JSON.stringify(config));
  const file = path.join(stack.dir, "config.json");
  const { code, violations, output } = await stack.preview(env, "--policy-pack-config", file);
  assert.match(output, /^(Policies|Resources):$/m, output);
  return {
    code,
    said: violations.map((line) => withToday(line).replaceAll(/\((app|rules)-test\)/g, "(test)")),
  };
}

const onRollout = (rollout: object, more: object = {}) => ({
  settings: { rollout: { account: "existing", ...rollout } },
  ...more,
});

describe("the rules, under the engine", () => {
  before(async () => {
    sandbox = await openSandbox({ root: "password" }, toStderr);
    iam = sandboxIam(sandbox.env);
    app = await TestProject.create(sandbox, "rules", 'new aws.iam.Group("g", { name: "g" });');
  });
  after(() => sandbox.close());

  describe("on the worst account", () => {
    before(async () => {
      await sandbox.reset();
      await createConsoleUser(iam, "bob");
      await createConsoleUser(iam, "boss");
      await makeAdministrator(iam, "boss");
      await enrolVirtualDevice(iam, "boss");
      await iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: "left-over" }));
      const holey = JSON.stringify(selfServicePolicy({ partition: "aws" })).replace("BoolIfExists", "Bool");
      await createPolicy(iam, "holey", JSON.parse(holey) as object);
    });

    const exemption = {
      user: "nobody",
      owner: "security@example.com",
      reason: "left",
      expires: "2026-01-31",
    };
    const FINDINGS = [
      `advisory admin-strong-mfa (test): 1 administrator of ${ACCOUNT} has no strong MFA: - boss: virtual`,
      `advisory force-mfa-coverage (test): 2 of 2 console users of ${ACCOUNT} are under no force-MFA policy: - bob: no MFA device found - boss: has MFA`,
      `advisory root-hardware-mfa (test): The root user of ${ACCOUNT} can sign in, and has no MFA.`,
      `advisory unassigned-mfa-device (test): 1 virtual MFA device of ${ACCOUNT} without an owner: - arn:aws:iam::123456789012:mfa/left-over`,
      `mandatory console-user-mfa (test): 1 of 2 console users of ${ACCOUNT} has no MFA device and no policy that makes them enrol: - bob: password set today`,
      `mandatory root-mfa (test): The root user of ${ACCOUNT} can sign in, and has no MFA.`,
    ];

    it("say everything that there is to say", async () => {
      const { code, said } = await preview(onRollout({ exemptions: [exemption] }));
      assert.notEqual(code, 0);
      const ofPolicy = (name: string) => said.filter((line) => line.includes(` ${name} `));
      assert.deepEqual(
        said.filter((line) => !/ (exemption-valid|force-mfa-intact|rollout-valid) /.test(line)),
        FINDINGS,
      );
      assert.equal(ofPolicy("exemption-valid").length, 2);
      assert.match(ofPolicy("rollout-valid").join(), /There are no waves/);
      assert.match(ofPolicy("force-mfa-intact").join(), /holey .*BoolIfExists/);
    });

    it("say what the configuration leaves of it", async () => {
      const { code, said } = await preview({
        all: "advisory",
        "force-mfa-coverage": "disabled",
        "root-mfa": { enforcementLevel: "disabled" },
        "force-mfa-intact": "disabled",
      });
      assert.equal(code, 0);
      assert.deepEqual(said, [
        FINDINGS[0],
        FINDINGS[4]?.replace("mandatory", "advisory"),
        FINDINGS[2],
        FINDINGS[3],
      ]);
    });
  });

  describe("on an account half in grace", () => {
    before(async () => {
      await sandbox.reset();
      for (const name of ["ann", "bob", "break-glass"]) await createConsoleUser(iam, name);
    });

    const exemption = (expires: string) => ({
      user: "break-glass",
      owner: "sec@example.com",
      reason: "sealed",
      expires,
    });
    const waves = (platform: string, everyone: string) => [
      { name: "platform", users: ["ann"], deadline: platform },
      { name: "everyone", rest: true, deadline: everyone },
    ];
    const relevant = ({ said }: { said: string[] }) =>
      said.filter((line) => / (console-user-mfa|exemption-valid)/.test(line));

    it("tell the one from the other by their waves' deadlines, and name the exempt", async () => {
      const [past, ahead, expires] = [ago(1), ago(-1), ago(-30)];
      const result = await preview(
        onRollout({ waves: waves(past, ahead), exemptions: [exemption(expires)] }),
      );
      assert.deepEqual(relevant(result), [
        `advisory console-user-mfa-pending (test): 2 of 3 console users of ${ACCOUNT} have no MFA device and must enrol one: ` +
          `- bob: in grace until ${shown(ahead)}, and no policy denies them anything - break-glass: exempt until ${shown(expires)}: sealed (sec@example.com)`,
        `mandatory console-user-mfa (test): 1 of 3 console users of ${ACCOUNT} has no MFA device and no policy that makes them enrol: ` +
          `- ann: password set today, grace ended ${shown(past)}`,
      ]);
    });

    it("flag both once both deadlines have passed, and the exempt once the exemption has", async () => {
      const [early, late, expired] = [ago(2), ago(1), ago(1)];
      const result = await preview(
        onRollout({ waves: waves(early, late), exemptions: [exemption(expired)] }),
      );
      assert.notEqual(result.code, 0);
      const [flagged, ...exemptions] = relevant(result);
      assert.equal(
        flagged,
        `mandatory console-user-mfa (test): 3 of 3 console users of ${ACCOUNT} have no MFA device and no policy that makes them enrol: ` +
          `- ann: password set today, grace ended ${shown(early)} - bob: password set today, grace ended ${shown(late)} ` +
          `- break-glass: password set today, grace ended ${shown(late)}`,
      );
      assert.deepEqual(exemptions, [
        `mandatory exemption-valid (test): exemptions[0].expires: The exemption of break-glass expired at ${shown(expired)}, ` +
          "and no longer holds. Remove it, or have sec@example.com decide on another.",
      ]);
    });
  });

  it("take a snapshot for the account where IAM may not be read, and none of another account", async () => {
    await sandbox.reset();
    await createConsoleUser(iam, "bob");
    const endpoints = { iam: sandbox.endpoint, sts: sandbox.endpoint };
    const account = await readAccount({
      region: "us-east-1",
      accessKey: "x",
      secretKey: "x",
      assumeRoles: [],
      endpoints,
    });
    const text = toSnapshot([account]);
    await writeFile(path.join(app.dir, "facts.json"), text);
    await writeFile(path.join(app.dir, "foreign.json"), text.replaceAll("123456789012", "999999999999"));
    const denied = new AwsError("AccessDenied", "not for pipelines");
    const proxy = await FaultProxy.start(sandbox.endpoint, (action) =>
      action === "GetCallerIdentity" ? undefined : denied,
    );
    const config = (facts: string) => ({
      "root-mfa": "disabled",
      "root-hardware-mfa": "disabled",
      "force-mfa-coverage": "disabled",
      settings: { facts },
    });
    const under = { AWS_ENDPOINT_URL: proxy.endpoint };
    try {
      const { said } = await preview(config("facts.json"), app, under);
      assert.match(
        said.join(),
        /^mandatory console-user-mfa \(test\): 1 of 1 console user of .*- bob: password set/,
      );
      const foreign = await preview(config("foreign.json"), app, under);
      assert.equal(foreign.code, 0);
      assert.match(
        foreign.said.join(),
        /^advisory facts-complete \(test\): .*it holds account 999999999999, not account 123456789012/,
      );
    } finally {
      await proxy.stop();
    }
  });

  it("mend a planned policy where force-mfa-intact is set to remediate, and change nothing else of it", async () => {
    await sandbox.reset();
    const whole = JSON.stringify(selfServicePolicy({ partition: "aws" }));
    const holey = whole.replace("BoolIfExists", "Bool");
    const stack = await TestProject.create(
      sandbox,
      "mended",
      `new aws.iam.Policy("p", { name: "p", policy: ${JSON.stringify(holey)} });`,
    );
    const off = { "root-mfa": "disabled", "root-hardware-mfa": "disabled" };
    assert.match(
      (await preview(off, stack)).said.join(),
      /^mandatory force-mfa-intact \(p\): .*BoolIfExists/,
    );
    const mended = await preview({ ...off, "force-mfa-intact": "remediate" }, stack);
    assert.deepEqual([mended.code, mended.said.filter((line) => line.startsWith("mandatory"))], [0, []]);

    const file = path.join(stack.dir, "config.json");
    const up = await stack.pulumi([
      "up",
      "--yes",
      "--skip-preview",
      "--policy-pack",
      PACK,
      "--policy-pack-config",
      file,
    ]);
    assert.equal(up.code, 0, up.output);
    const version = { PolicyArn: "arn:aws:iam::123456789012:policy/p", VersionId: "v1" };
    const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand(version));
    assert.deepEqual(JSON.parse(decodeURIComponent(PolicyVersion?.Document ?? "")), JSON.parse(whole));
  });

  it("have nothing to say of a model account", async () => {
    await sandbox.reset();
    await createForceMfaGroup(iam);
    await createConsoleUser(iam, "ann");
    await enrolVirtualDevice(iam, "ann");
    await iam.send(new AddUserToGroupCommand({ GroupName: "force-mfa", UserName: "ann" }));
    const { code, said } = await preview({ "root-mfa": "disabled", "root-hardware-mfa": "disabled" });
    assert.deepEqual(said, []);
    assert.equal(code, 0);
  });
});

import assert from "node:assert/strict";
import { toStderr } from "../../../sandbox/progress";
import { openSandbox, type Sandbox } from "../../support/sandbox";
import { environmentOf, runCli } from "../../cli/run-cli";
import { AwsError } from "../../support/fake-aws";
import { type Fault, FaultProxy } from "../../support/fault-proxy";
import { TestProject } from "../../support/project";
import { cutOff, htmlPage } from "../../support/twists";
import { seedEverySort } from "./support";

const expired = new AwsError("ExpiredToken", "The security token has expired");

describe("faults, as people meet them", () => {
  let sandbox: Sandbox;
  let app: TestProject;
  before(async () => {
    sandbox = await openSandbox({ root: "password" }, toStderr);
    await seedEverySort(sandbox.endpoint);
    app = await TestProject.create(sandbox, "faults", 'new aws.iam.Group("g", { name: "g" });');
  });
  after(() => sandbox.close());

  async function through<T>(fault: Fault, run: (proxy: FaultProxy) => Promise<T>): Promise<T> {
    const proxy = await FaultProxy.start(sandbox.endpoint, fault);
    try {
      return await run(proxy);
    } finally {
      await proxy.stop();
    }
  }

  const audit = (fault: Fault, ...args: string[]) =>
    through(fault, (proxy) => runCli(["audit", ...args], { env: environmentOf(proxy) }));
  const preview = (fault: Fault) =>
    through(fault, (proxy) => app.preview({ AWS_ENDPOINT_URL: proxy.endpoint }));

  const without: Fault = () => undefined;
  /** A call that fails once in each of the ways that pass. */
  const once: Fault = (action, before) => {
    if (action === "GetAccountSummary" && before === 0) return new AwsError("Throttling", "slow down", 400);
    if (action === "ListVirtualMFADevices" && before === 0) return new AwsError("ServiceFailure", "oh", 500);
    return action === "GetAccountAuthorizationDetails" && before === 0 ? cutOff : undefined;
  };

  it("make no difference to an audit where they pass", async () => {
    const [clean, faulty] = [await audit(without), await audit(once)];
    // The minutes of the reading and of the credential report may differ.
    const said = ({ stdout, ...rest }: typeof clean) => ({
      ...rest,
      stdout: stdout.replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, "…"),
    });
    assert.deepEqual(said(faulty), said(clean));
    assert.equal(clean.code, 1);
  });

  it("make an audit end with 2 where nothing else was found by what could be read", async () => {
    const page: Fault = (action) => (action === "ListVirtualMFADevices" ? htmlPage : undefined);
    const { code, stdout } = await audit(page, "--rule", "unassigned-mfa-device");
    assert.equal(code, 2);
    assert.match(
      stdout,
      /\? Not checked\n.*iam:ListVirtualMFADevices answered .*lacks the field VirtualMFADevices/,
    );
  });

  it("make an audit end with 2 where the session has expired before it began", async () => {
    const { code, stderr } = await audit(() => expired);
    assert.equal(code, 2);
    assert.match(stderr, /ExpiredToken .*sign in again, then re-run/);
  });

  it("make no difference to a preview where they pass", async () => {
    const [clean, faulty] = [await preview(without), await preview(once)];
    assert.deepEqual(faulty.violations, clean.violations);
    // 255 by Pulumi v3.170, 1 by v3.258.
    assert.notEqual(clean.code, 0);
    assert.equal(faulty.code, clean.code);
  });

  it("show in a preview what could not be read, rule by rule", async () => {
    const { violations } = await preview((action) =>
      action === "GetAccountAuthorizationDetails" ? expired : undefined,
    );
    const facts = violations.filter((line) => line.includes("facts-complete")).join();
    assert.match(
      facts,
      /Not checked by console-user-mfa.*GetAccountAuthorizationDetails answered ExpiredToken/,
    );
  });
});

import assert from "node:assert/strict";
import type { IAMClient } from "@aws-sdk/client-iam";
import { sandboxIam } from "../../sandbox/demo/account";
import { enrolVirtualDevice } from "../../sandbox/demo/enrol";
import { toStderr } from "../../sandbox/progress";
import { openSandbox, type Sandbox } from "../support/sandbox";
import { AwsError } from "../support/fake-aws";
import { FaultProxy } from "../support/fault-proxy";
import { createConsoleUser, createForceMfaGroup } from "../support/live-account";
import { TestProject, withToday } from "../support/project";
import { reportWasThere } from "../support/twists";

const ACCOUNT = "account 123456789012";
const BOB =
  "mandatory console-user-mfa (test): " +
  `1 of 1 console user of ${ACCOUNT} has no MFA device and no policy that makes them enrol: - bob: password set today`;

const uncovered = (user: string, resource = user, account = ACCOUNT) =>
  `mandatory new-console-user-covered (${resource}): ${user} gets a console password in ${account}, ` +
  "and neither this stack nor the account puts them under a force-MFA policy.";

const coverage = (...users: string[]) =>
  `advisory force-mfa-coverage (test): ${users.length} of ${users.length} console ${users.length === 1 ? "user" : "users"} of ${ACCOUNT} ` +
  `${users.length === 1 ? "is" : "are"} under no force-MFA policy: ${users.map((user) => `- ${user}`).join(" ")}`;
const BOB_UNCOVERED = coverage("bob: no MFA device found");

const NEW_USER = `
const user = new aws.iam.User("new", { name: "new" });
new aws.iam.UserLoginProfile("new", { user: user.name });
`;

let sandbox: Sandbox;
let iam: IAMClient;
let projects = 0;

const project = (program: string) => TestProject.create(sandbox, `app${projects++}`, program);

/** The stack's name is in every message about the stack; the tests call it "test". */
function said({ violations }: { violations: readonly string[] }): string[] {
  return violations.map((line) => withToday(line).replace(/\(app\d+-test\)/, "(test)"));
}

describe("the pack, under the engine", () => {
  before(async () => {
    sandbox = await openSandbox({}, toStderr);
    iam = sandboxIam(sandbox.env);
  });
  after(() => sandbox.close());
  beforeEach(() => sandbox.reset());

  it("passes a stack without AWS resources, and asks AWS nothing", async () => {
    const app = await project("exports.nothing = 1;");
    const { code, output, violations } = await app.preview({ AWS_ENDPOINT_URL: "http://127.0.0.1:9" });
    assert.equal(code, 0, output);
    assert.deepEqual(violations, []);
  });

  it("flags a live user, and a new one whom nothing covers, and fails the preview", async () => {
    await createConsoleUser(iam, "bob");
    const result = await (await project(NEW_USER)).preview();
    assert.notEqual(result.code, 0);
    assert.deepEqual(said(result), [BOB_UNCOVERED, BOB, uncovered("new")]);
  });

  it("passes when everybody is enrolled or covered", async () => {
    await createConsoleUser(iam, "bob");
    await enrolVirtualDevice(iam, "bob");
    await createForceMfaGroup(iam);
    const app = await project(
      `${NEW_USER} new aws.iam.UserGroupMembership("new", { user: user.name, groups: ["force-mfa"] });`,
    );
    const result = await app.preview();
    assert.equal(result.code, 0, result.output);
    assert.deepEqual(said(result), [coverage("bob: has MFA")]);
  });

  it("flags a known user beside one of an unknown name", async () => {
    const app = await project(`
      const seed = new aws.iam.Policy("seed", { policy: '{"Version":"2012-10-17","Statement":[]}' });
      new aws.iam.UserLoginProfile("stray", { user: seed.arn.apply((arn) => arn.slice(-5)) });
      ${NEW_USER}`);
    const result = await app.preview();
    assert.notEqual(result.code, 0);
    const [unknown, ...rest] = said(result);
    assert.deepEqual(rest, [uncovered("new")]);
    assert.match(
      unknown ?? "",
      /^advisory facts-complete \(stray\): Not checked by new-console-user-covered: /,
    );
    assert.match(unknown ?? "", /could not read `user` of urn:.*::stray: pulumi preview: /);
  });

  it("reads the account of each provider, and reports each by its number", async () => {
    await createConsoleUser(iam, "bob");
    const app = await project(`
      const other = new aws.Provider("other", {
        region: "eu-west-1",
        assumeRoles: [{ roleArn: "arn:aws:iam::222222222222:role/deploy" }],
      });
      const there = new aws.iam.User("there", { name: "there" }, { provider: other });
      new aws.iam.UserLoginProfile("there", { user: there.name }, { provider: other });
      ${NEW_USER}`);
    const result = await app.preview();
    assert.deepEqual(said(result), [
      BOB_UNCOVERED,
      BOB,
      uncovered("new"),
      uncovered("there", "there", "account 222222222222"),
    ]);
  });

  it("reads the account at the provider's own endpoint, whatever the environment says", async () => {
    await createConsoleUser(iam, "bob");
    const app = await project(`
      const provider = new aws.Provider("here", {
        region: "us-east-1",
        endpoints: [{ iam: "${sandbox.endpoint}", sts: "${sandbox.endpoint}" }],
      });
      new aws.iam.Group("g", { name: "g" }, { provider });`);
    const result = await app.preview({ AWS_ENDPOINT_URL: "http://127.0.0.1:9" });
    assert.deepEqual(said(result), [BOB_UNCOVERED, BOB]);
  });

  it("says what to do where there are no credentials, and lets the preview pass", async () => {
    const app = await project(`
      const provider = new aws.Provider("here", { region: "us-east-1", profile: "missing" });
      new aws.iam.Group("g", { name: "g" }, { provider });`);
    const result = await app.preview({ AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" });
    assert.equal(result.code, 0, result.output);
    assert.equal(said(result).length, 1);
    assert.match(
      said(result)[0] ?? "",
      /^advisory facts-complete \(test\): Not checked by console-user-mfa, .*: could not read the identity of the account reached by profile missing, region us-east-1: sts:GetCallerIdentity answered CredentialsProviderError .*Sign in first/,
    );
  });

  describe("at an account that is not well", () => {
    let proxy: FaultProxy | undefined;
    afterEach(async () => {
      await proxy?.stop();
      proxy = undefined;
    });

    const throttled = new AwsError("Throttling", "Rate exceeded", 400);
    const denied = new AwsError("AccessDenied", "User deployer is not authorized");

    it("flags the same users while AWS throttles", async () => {
      await createConsoleUser(iam, "bob");
      proxy = await FaultProxy.start(sandbox.endpoint, (action, before) =>
        action !== "GetCallerIdentity" && before === 0 ? throttled : undefined,
      );
      const result = await (await project(NEW_USER)).preview({ AWS_ENDPOINT_URL: proxy.endpoint });
      assert.deepEqual(said(result), [BOB_UNCOVERED, BOB, uncovered("new")]);
      assert.ok((proxy.calls["GetAccountAuthorizationDetails"] ?? 0) > 1);
    });

    it("names the call, the account and the permission where one is missing", async () => {
      await createConsoleUser(iam, "bob");
      proxy = await FaultProxy.start(
        sandbox.endpoint,
        (action) => ({ ListMFADevices: denied, GenerateCredentialReport: reportWasThere })[action],
      );
      const app = await project('new aws.iam.Group("g", { name: "g" });');
      const result = await app.preview({ AWS_ENDPOINT_URL: proxy.endpoint });
      assert.equal(result.code, 0, result.output);
      assert.deepEqual(said(result), [
        "advisory facts-complete (test): Not checked by console-user-mfa, console-user-mfa-pending: could not read the MFA devices of user bob " +
          `of ${ACCOUNT}: iam:ListMFADevices answered AccessDenied (User deployer is not authorized). ` +
          "Needs the permission iam:ListMFADevices: grant it to the identity that runs this (mfa-guard permissions prints what each command needs).",
        coverage("bob: MFA devices could not be read").replace(
          "policy:",
          "policy; MFA devices of bob could not be read: iam:ListMFADevices answered AccessDenied:",
        ),
      ]);
    });
  });
});

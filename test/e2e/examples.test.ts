import assert from "node:assert/strict";
import { cp, readFile, writeFile } from "node:fs/promises";
import * as path from "node:path";
import {
  AddUserToGroupCommand,
  CreateGroupCommand,
  EnableMFADeviceCommand,
  type IAMClient,
} from "@aws-sdk/client-iam";
import { CHECKOUT } from "../../sandbox/checkout";
import { sandboxIam } from "../../sandbox/demo/account";
import { toStderr } from "../../sandbox/progress";
import { openSandbox, type Sandbox } from "../support/sandbox";
import { createConsoleUser, makeAdministrator } from "../support/live-account";
import { installProject } from "../support/packed";
import { TestProject } from "../support/project";
import { stillToCome } from "./documented";

describe("examples", () => {
  let sandbox: Sandbox;
  let iam: IAMClient;

  before(async () => {
    sandbox = await openSandbox({}, toStderr);
    iam = sandboxIam(sandbox.env);
  });
  after(() => sandbox.close());
  beforeEach(() => sandbox.reset());

  /** A copy of an example, installed by npm as its package.json says: nothing else can be found by it. */
  async function open(name: string): Promise<TestProject> {
    const fill = (dir: string) => cp(path.join(CHECKOUT, "examples", name), dir, { recursive: true });
    return TestProject.open(
      sandbox,
      await installProject(["@mfa-guard/pulumi", "@mfa-guard/policypack"], fill),
      "prod",
    );
  }

  async function postpone({ dir }: TestProject, file: string): Promise<void> {
    const text = await readFile(path.join(dir, file), "utf8");
    await writeFile(path.join(dir, file), stillToCome(text));
  }

  /** By the example's own script, `npm run preview`. */
  async function preview(example: TestProject) {
    const text = await readFile(path.join(example.dir, "package.json"), "utf8");
    const [program, ...words] = (JSON.parse(text) as { scripts: { preview: string } }).scripts.preview.split(
      " ",
    );
    assert.equal(program, "pulumi");
    return example.pulumi(words);
  }

  it("a new account: each user is in the group before they have a password, and no rule objects", async () => {
    const { code, output, violations } = await preview(await open("new-account"));
    assert.equal(code, 0, output);
    for (const kind of ["User bob create", "UserLoginProfile bob create", "Policy force-mfa-policy create"])
      assert.ok(output.includes(kind), output);
    assert.deepEqual(
      violations.filter((line) => line.startsWith("mandatory")),
      [],
    );
  });

  it("an existing account: three waves, and the exempt user in none", async () => {
    for (const user of ["ann", "bob", "cyd", "break-glass"]) await createConsoleUser(iam, user);
    await makeAdministrator(iam, "break-glass");
    await iam.send(
      new EnableMFADeviceCommand({
        ...{ UserName: "break-glass", SerialNumber: "GAHT12345678" },
        ...{ AuthenticationCode1: "123456", AuthenticationCode2: "654321" },
      }),
    );
    await iam.send(new CreateGroupCommand({ GroupName: "admins" }));
    await iam.send(new AddUserToGroupCommand({ GroupName: "admins", UserName: "bob" }));
    const example = await open("waves");
    await postpone(example, "rollout.yaml");
    const { code, output } = await preview(example);
    assert.equal(code, 0, output);
    for (const member of ["[volunteers]-member-ann", "[administrators]-member-bob", "[everyone]-member-cyd"])
      assert.ok(output.includes(member), output);
    assert.ok(!output.includes("member-break-glass"), output);
  });

  it("an organization: the group everywhere, Config's rules, and a service control policy", async () => {
    const example = await open("organization");
    await postpone(example, "index.ts");
    const { code, output } = await preview(example);
    assert.equal(code, 0, output);
    for (const kind of [
      "cloudformation:StackSet ",
      "cloudformation:StackSetInstance ",
      "organizations:Policy ",
    ])
      assert.ok(output.includes(kind), output);
  });
});

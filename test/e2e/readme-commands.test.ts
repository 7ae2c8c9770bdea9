import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import * as path from "node:path";
import { EnableMFADeviceCommand, type IAMClient, ListGroupsForUserCommand } from "@aws-sdk/client-iam";
import { sandboxIam } from "../../sandbox/demo/account";
import { toStderr } from "../../sandbox/progress";
import { copyProject } from "../../sandbox/project-copy";
import { openSandbox, type Sandbox } from "../../sandbox/sandbox";
import { createConsoleUser } from "../support/live-account";
import { TestProject } from "../support/project";
import { blocksOf, stillToCome } from "./documented";

/** The first block of a language in a section of README. */
function block(heading: string, language: string): string {
  const found = blocksOf("README.md", heading).find((block) => block.language === language);
  assert.ok(found, `README has no ${language} under "${heading}"`);
  return found.text;
}

/** The words of each Pulumi command of a shell block; its comments and quotes are the shell's. */
function commands(shell: string): string[][] {
  const lines = shell.split("\n").map((line) => line.replace(/\s+#.*$/, "").trim());
  return lines
    .filter((line) => line.startsWith("pulumi "))
    .map((line) => line.split(" ").slice(1))
    .map((words) => words.map((word) => word.replace(/^'(.*)'$/, "$1")));
}

describe("the commands of README", () => {
  let sandbox: Sandbox;
  let iam: IAMClient;

  before(async () => {
    sandbox = await openSandbox({}, toStderr);
    iam = sandboxIam(sandbox.env);
  });
  after(() => sandbox.close());
  beforeEach(async () => {
    await sandbox.reset();
    for (const name of ["ann", "break-glass"]) await createConsoleUser(iam, name);
    // "hardware key in the safe"
    await iam.send(
      new EnableMFADeviceCommand({
        ...{ UserName: "break-glass", SerialNumber: "GAHT12345678" },
        ...{ AuthenticationCode1: "123456", AuthenticationCode2: "654321" },
      }),
    );
  });

  async function typeAll(cwd: string, shell: string): Promise<void> {
    for (const words of commands(shell)) {
      const { code, output } = await sandbox.pulumi(words, { cwd });
      assert.equal(code, 0, output);
    }
  }

  async function groupsOf(UserName: string): Promise<(string | undefined)[]> {
    const { Groups = [] } = await iam.send(new ListGroupsForUserCommand({ UserName }));
    return Groups.map(({ GroupName }) => GroupName);
  }

  it("put the users of a new account under the policy", async () => {
    const folder = await copyProject(sandbox, "new");
    await typeAll(folder, block("### The stack, on a new account", "sh"));
    assert.deepEqual(await groupsOf("ann"), ["force-mfa"]);
  });

  it("put the users of an existing account into waves, and leave the exempt out", async () => {
    const heading = "### The stack, on an existing account, in waves";
    const folder = await copyProject(sandbox, "existing");
    await writeFile(path.join(folder, "rollout.yaml"), stillToCome(block(heading, "yaml")));
    for (const words of [
      ["stack", "init", "waves"],
      ["config", "set", "aws:region", "eu-central-1"],
    ])
      await sandbox.pulumi(words, { cwd: folder });
    const shell = block(heading, "sh");
    const [set, up, ...more] = commands(shell);
    assert.deepEqual([set?.[0], up?.[0], more], ["config", "up", []]);
    await typeAll(folder, shell);
    assert.deepEqual(await groupsOf("ann"), ["force-mfa-everyone"]);
    assert.deepEqual(await groupsOf("break-glass"), []);
  });

  it("configure the pack", async () => {
    const app = await TestProject.create(sandbox, "configured", 'new aws.iam.Group("g", { name: "g" });');
    const rollout = block("### The stack, on an existing account, in waves", "yaml");
    await writeFile(path.join(app.dir, "rollout.yaml"), stillToCome(rollout));
    await writeFile(path.join(app.dir, "config.json"), block("### The pack", "json"));
    const { violations, output } = await app.preview({}, "--policy-pack-config", "config.json");
    const all = violations.join("\n");
    // In grace, by the rollout; "all" makes mandatory what is advisory; what is disabled says nothing.
    assert.match(all, /^mandatory console-user-mfa-pending .* ann: in grace until /m, output);
    assert.doesNotMatch(all, / (settings|unassigned-mfa-device) /, output);
  });
});

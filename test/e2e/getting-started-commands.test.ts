import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { EnableMFADeviceCommand, type IAMClient, ListGroupsForUserCommand } from "@aws-sdk/client-iam";
import { sandboxIam } from "../../sandbox/demo/account";
import { toStderr } from "../../sandbox/progress";
import { openSandbox, type Sandbox } from "../support/sandbox";
import { newAwsTypescript } from "../support/aws-typescript";
import { cloneCheckout } from "../support/clone";
import { createConsoleUser } from "../support/live-account";
import { installProject, npm, type Published } from "../support/packed";
import { TestProject } from "../support/project";
import { skip } from "../support/skip";
import { blocksOf, stillToCome } from "./documented";

/** The first block of a language in a section of a page. */
function block(heading: string, language: string, page = GETTING_STARTED): string {
  const found = blocksOf(page, heading).find((block) => block.language === language);
  assert.ok(found, `${page} has no ${language} under "${heading}"`);
  return found.text;
}

const GETTING_STARTED = "docs/getting-started.md";
const NEW_ACCOUNT = "## The stack, on a new account";
const WAVES = "## The stack, on an existing account, in waves";
const OWN_PROJECT = "## The stack, in a project of your own";

/** The words of each command of a shell block; its comments and quotes are the shell's. */
function commands(shell: string): string[][] {
  const lines = shell.split("\n").map((line) => line.replace(/\s+#.*$/, "").trim());
  return lines
    .filter((line) => line !== "")
    .map((line) => line.split(" ").map((word) => word.replace(/^'(.*)'$/, "$1")));
}

/** The repository as a fresh clone has it, and what `npm ci` makes of it: nothing is linked in. Null: it has no Git. */
async function inClone({ dir }: Sandbox): Promise<string | null> {
  const clone = path.join(dir, "clone");
  await mkdir(clone);
  return (await cloneCheckout(clone)) ? clone : null;
}

/** A project as Pulumi's template has it, with the page's own program, and the page's packages, from their tarballs. */
function inOwnProject(): Promise<string> {
  const [[command, install, ...names] = []] = commands(block(OWN_PROJECT, "sh"));
  assert.deepEqual([command, install], ["npm", "install"]);
  return installProject(names as Published[], (dir) =>
    newAwsTypescript(dir, "own", block(OWN_PROJECT, "ts")),
  );
}

describe("the commands of Getting started", () => {
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

  async function groupsOf(UserName: string): Promise<(string | undefined)[]> {
    const { Groups = [] } = await iam.send(new ListGroupsForUserCommand({ UserName }));
    return Groups.map(({ GroupName }) => GroupName);
  }

  /** With nothing set but PATH, HOME, and what stands for the AWS account and the Pulumi login: the sandbox's list. */
  async function typeAll(cwd: string, lines: string[][]): Promise<void> {
    for (const [program, ...words] of lines) {
      if (program === "npm") await npm([...words, "--prefer-offline"], cwd);
      else {
        assert.equal(program, "pulumi", `The test can't type ${program}.`);
        const { code, output } = await sandbox.pulumi(words, { cwd });
        assert.equal(code, 0, output);
      }
    }
  }

  /** The two sections, typed in a folder; `as` is how the page has its reader change a line there. */
  function bothStacks(folder: () => string, as: (line: string[]) => string[] | null): void {
    const linesOf = (heading: string) => commands(block(heading, "sh")).flatMap((line) => [as(line) ?? []]);
    const typed = (heading: string) => linesOf(heading).filter((line) => line.length > 0);

    it("put the users of a new account under the policy", async () => {
      await typeAll(folder(), typed(NEW_ACCOUNT));
      assert.deepEqual(await groupsOf("ann"), ["force-mfa"]);
    });

    it("put the users of an existing account into waves, and leave the exempt out", async () => {
      await writeFile(path.join(folder(), "rollout.yaml"), stillToCome(block(WAVES, "yaml")));
      const begin = ["stack init waves", "config set aws:region eu-central-1"];
      const lines = [...begin.map((line) => `pulumi ${line}`.split(" ")), ...typed(WAVES)];
      assert.deepEqual(
        lines.map(([, word]) => word),
        ["stack", "config", "config", "up"],
      );
      await typeAll(folder(), lines);
      assert.deepEqual(await groupsOf("ann"), ["force-mfa-everyone"]);
      assert.deepEqual(await groupsOf("break-glass"), []);
    });
  }

  describe("in a fresh clone", () => {
    let clone: string;
    before(async function () {
      const made = await inClone(sandbox);
      if (made === null) skip(this, "this checkout has no Git, so that nobody can clone it");
      else clone = made;
    });
    bothStacks(
      () => clone,
      (line) => line,
    );
  });

  describe("in a project of the user's own, with the packages that would be published", () => {
    let project: string;
    before(async () => {
      project = await inOwnProject();
    });
    const pack = path.join("node_modules", "@mfa-guard", "policypack");
    bothStacks(
      () => project,
      (line) =>
        line.join(" ") === "npm ci" ? null : line.map((word) => (word === "policypack" ? pack : word)),
    );
  });

  it("configure the pack", async () => {
    const app = await TestProject.create(sandbox, "configured", 'new aws.iam.Group("g", { name: "g" });');
    const rollout = block(WAVES, "yaml");
    await writeFile(path.join(app.dir, "rollout.yaml"), stillToCome(rollout));
    await writeFile(path.join(app.dir, "config.json"), block("## Configure it", "json", "docs/pack.md"));
    const { violations, output } = await app.preview({}, "--policy-pack-config", "config.json");
    const all = violations.join("\n");
    // In grace, by the rollout; "all" makes mandatory what is advisory; what is disabled says nothing.
    assert.match(all, /^mandatory console-user-mfa-pending .* ann: in grace until /m, output);
    assert.doesNotMatch(all, / (settings|unassigned-mfa-device) /, output);
  });
});

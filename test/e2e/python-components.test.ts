import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import * as path from "node:path";
import { type IAMClient, ListGroupsCommand, ListGroupsForUserCommand } from "@aws-sdk/client-iam";
import { CHECKOUT } from "../../sandbox/checkout";
import { sandboxIam } from "../../sandbox/demo/account";
import { ensurePython } from "../../sandbox/emulator/venv";
import { PYTHON_SDK } from "../../sandbox/engine/languages";
import { toStderr } from "../../sandbox/progress";
import { mustRun } from "../../sandbox/run";
import type { Sandbox } from "../../sandbox/sandbox";
import { openWithComponents } from "../support/component-package";
import { createConsoleUser } from "../support/live-account";
import { TestProject } from "../support/project";

/** Where the person has pip find packages, which the sandbox does not pass on. */
const PIP = Object.fromEntries(
  Object.entries(process.env).flatMap(([name, value = ""]) =>
    name.startsWith("PIP_") ? [[name, value]] : [],
  ),
);

describe("the component package in Python", () => {
  let sandbox: Sandbox;
  let iam: IAMClient;
  let enforcement: string;

  before(async () => {
    ({ sandbox, enforcement } = await openWithComponents("python"));
    iam = sandboxIam(sandbox.env);
  });
  after(() => sandbox.close());

  it("deploys the example with the SDK that Pulumi makes, changes nothing the second time, and goes", async () => {
    await createConsoleUser(iam, "bob");
    const files = ["Pulumi.yaml", "__main__.py", "requirements.txt"].map((file) => [
      file,
      readFileSync(path.join(CHECKOUT, "examples", "python", file), "utf8"),
    ]);
    const app = await TestProject.ofFiles(sandbox, "python", Object.fromEntries(files));
    await makeVenv(path.join(app.dir, "venv"));
    await succeed(app, ["package", "add", enforcement], PIP);

    const { output } = await succeed(app, ["preview"]);
    assert.deepEqual(planned(output), [
      "aws:iam:Group humans-group",
      "aws:iam:GroupPolicyAttachment humans-attachment",
      "aws:iam:Policy humans-policy",
      "aws:iam:User ann",
      "aws:iam:UserGroupMembership humans-member-1",
      "aws:iam:UserGroupMembership humans-member-bob",
      "aws:iam:UserLoginProfile ann-login",
      "mfa-guard:index:ForceMfa humans",
      "pulumi:pulumi:Stack humans-test",
    ]);
    await succeed(app, ["up", "--yes", "--skip-preview"]);
    for (const UserName of ["ann", "bob"]) {
      const { Groups = [] } = await iam.send(new ListGroupsForUserCommand({ UserName }));
      assert.deepEqual(
        Groups.map(({ GroupName }) => GroupName),
        ["force-mfa"],
        UserName,
      );
    }
    await succeed(app, ["up", "--yes", "--skip-preview", "--expect-no-changes"]);
    await succeed(app, ["destroy", "--yes", "--skip-preview"]);
    const { Groups = [] } = await iam.send(new ListGroupsCommand({}));
    assert.deepEqual(Groups, []);
  });
});

/** What a preview would make; a line may come twice, as the engine learns more. */
function planned(output: string): string[] {
  const lines = output.matchAll(/^ \+ +(\S+ \S+) create/gm);
  return [...new Set([...lines].map(([, resource = ""]) => resource))].sort();
}

/**
 * The example's environment, before `pulumi package add` installs into it. Pulumi's packages, which pip would otherwise
 * fetch and unpack for minutes (350 MB), are there by a line that names those in the cache.
 */
async function makeVenv(venv: string): Promise<void> {
  const purelib = ["-I", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"];
  const packages = await mustRun(await ensurePython(toStderr, PYTHON_SDK), purelib);
  await mustRun("python3", ["-m", "venv", venv]);
  const own = (await mustRun(path.join(venv, "bin", "python"), purelib)).trim();
  await writeFile(path.join(own, "cached.pth"), packages);
}

async function succeed(app: TestProject, args: string[], env: Record<string, string> = {}) {
  const result = await app.pulumi(args, env);
  assert.equal(result.code, 0, result.output);
  return result;
}

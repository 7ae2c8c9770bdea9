import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import * as path from "node:path";
import type { IAMClient } from "@aws-sdk/client-iam";
import {
  CreateLoginProfileCommand,
  CreateUserCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  ListGroupsCommand,
  ListGroupsForUserCommand,
  ListPoliciesCommand,
  ListUsersCommand,
} from "@aws-sdk/client-iam";
import { selfServicePolicy } from "../../policypack/policy/self-service-policy";
import { sandboxIam } from "../../sandbox/demo/account";
import { toStderr } from "../../sandbox/progress";
import { copyProject } from "../../sandbox/project-copy";
import { openSandbox, type Sandbox } from "../support/sandbox";
import { PACK, TestProject } from "../support/project";

let sandbox: Sandbox;
let iam: IAMClient;

async function groupsOf(UserName: string): Promise<(string | undefined)[]> {
  const { Groups } = await iam.send(new ListGroupsForUserCommand({ UserName }));
  return (Groups ?? []).map(({ GroupName }) => GroupName);
}

async function documentOf(PolicyArn: string): Promise<unknown> {
  const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
  const version = { PolicyArn, VersionId: Policy?.DefaultVersionId };
  const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand(version));
  return JSON.parse(decodeURIComponent(PolicyVersion?.Document ?? ""));
}

describe("the enforcement stack, under the engine", () => {
  before(async () => {
    sandbox = await openSandbox({}, toStderr);
    iam = sandboxIam(sandbox.env);
    for (const UserName of ["ann", "bob"]) {
      await iam.send(new CreateUserCommand({ UserName }));
      await iam.send(new CreateLoginProfileCommand({ UserName, Password: "Aa1!not-a-secret-anywhere" }));
    }
  });
  after(() => sandbox.close());

  it("covers users, has nothing to do the second time, and leaves nothing behind", async () => {
    const dir = await copyProject(sandbox, "guard");
    await writeFile(path.join(dir, "Pulumi.test.yaml"), "config:\n  mfa-guard:users: [ann, bob]\n");
    const stack = await TestProject.open(sandbox, dir, "test");

    const first = await stack.pulumi(["up", "--yes", "--policy-pack", "policypack"]);
    assert.equal(first.code, 0, first.output);
    assert.match(first.output, /\+ 7 created/);
    assert.deepEqual(await groupsOf("ann"), ["force-mfa"]);
    const arn = "arn:aws:iam::123456789012:policy/force-mfa-self-service";
    assert.deepEqual(await documentOf(arn), selfServicePolicy({ partition: "aws" }));

    const { stdout } = await stack.pulumi(["stack", "output", "--json"]);
    const outputs = JSON.parse(stdout) as Record<string, unknown>;
    assert.deepEqual([outputs["groupName"], outputs["policyArn"]], ["force-mfa", arn]);
    assert.ok((outputs["allowedBeforeMfa"] as string[]).includes("iam:EnableMFADevice"));

    const second = await stack.pulumi(["up", "--yes", "--skip-preview", "--expect-no-changes"]);
    assert.equal(second.code, 0, second.output);

    const destroyed = await stack.pulumi(["destroy", "--yes"]);
    assert.equal(destroyed.code, 0, destroyed.output);
    assert.deepEqual((await iam.send(new ListGroupsCommand({}))).Groups, []);
    assert.deepEqual((await iam.send(new ListPoliciesCommand({ Scope: "Local" }))).Policies, []);
    const { Users } = await iam.send(new ListUsersCommand({}));
    assert.deepEqual(
      Users?.map(({ UserName }) => UserName),
      ["ann", "bob"],
    );
  });

  for (const [what, config, message] of [
    [
      "a misspelt setting",
      "mfa-guard:user: [ann]",
      /mfa-guard:user, which mfa-guard does not know.*mfa-guard:users/,
    ],
    [
      "users that are no list",
      "mfa-guard:users: ann",
      /mfa-guard:users in Pulumi.<stack>.yaml is not a list/,
    ],
  ] as const) {
    it(`refuses ${what} before it changes anything`, async () => {
      const name = what.replaceAll(" ", "-");
      const dir = await copyProject(sandbox, name);
      await writeFile(path.join(dir, `Pulumi.${name}.yaml`), `config:\n  ${config}\n`);
      const stack = await TestProject.open(sandbox, dir, name);
      const { code, output } = await stack.pulumi(["preview"]);
      assert.notEqual(code, 0);
      assert.match(output.replace(/\s+/g, " "), message);
    });
  }

  it("serves as a library in somebody else's program", async () => {
    const app = await TestProject.create(
      sandbox,
      "library",
      `const { ForceMfa } = require("@mfa-guard/pulumi");
      const forceMfa = new ForceMfa("mfa", { groupName: "humans", policyName: "humans", users: ["ann"] });
      const user = new aws.iam.User("new", { name: "new" });
      const login = new aws.iam.UserLoginProfile("new", { user: user.name });
      forceMfa.cover("new", user.name);
      exports.group = forceMfa.groupName;`,
    );
    const { code, output, violations } = await app.pulumi(["preview", "--policy-pack", PACK]);
    assert.deepEqual(
      violations
        .map((line) => line.split(" ").slice(0, 2).join(" "))
        .filter((line) => line.includes(" console-user-mfa")),
      ["advisory console-user-mfa-pending", "mandatory console-user-mfa"],
      output,
    );
    assert.notEqual(code, 0);
  });
});

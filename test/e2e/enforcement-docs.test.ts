import { writeFile } from "node:fs/promises";
import assert from "node:assert/strict";
import * as path from "node:path";
import { CreateLoginProfileCommand, CreateUserCommand } from "@aws-sdk/client-iam";
import { fillDemoAccount, sandboxIam } from "../../sandbox/demo/account";
import { toStderr } from "../../sandbox/progress";
import { copyProject } from "../../sandbox/project-copy";
import { openSandbox, type Sandbox } from "../support/sandbox";
import { TestProject } from "../support/project";
import { assertShown, blocksOf, commandsOf, daysUntil, moved, patched, tidy } from "./documented";

const PAGE = "docs/enforcement.md";
/** Each with a stack of its own. */
const SECTIONS = { "## A new account": "new", "## An existing account, in waves": "prod" };
/** The page's first deadline is then a month ahead. */
const DAYS = daysUntil("2027-02-01", 30);

describe("docs/enforcement.md, held to a run", () => {
  let sandbox: Sandbox;

  before(async () => {
    sandbox = await openSandbox({}, toStderr);
    const iam = sandboxIam(sandbox.env);
    await fillDemoAccount(iam);
    const UserName = "break-glass";
    await iam.send(new CreateUserCommand({ UserName }));
    await iam.send(new CreateLoginProfileCommand({ UserName, Password: "Aa1!not-a-secret-anywhere" }));
  });
  after(() => sandbox.close());

  async function type(stack: TestProject, command: string): Promise<string> {
    const [program, ...args] = command.split(" ");
    assert.equal(program, "pulumi");
    const { code, output } = await stack.pulumi(args);
    assert.equal(code, 0, output);
    return output;
  }

  for (const [heading, name] of Object.entries(SECTIONS))
    it(`shows what comes of it: ${heading}`, async () => {
      const stack = await TestProject.open(sandbox, await copyProject(sandbox, name), name);
      let rollout = "";
      for (const block of blocksOf(PAGE, heading)) {
        if (block.language === "yaml") rollout = block.text;
        if (block.language === "diff") rollout = patched(rollout, block);
        await writeFile(path.join(stack.dir, "rollout.yaml"), moved(rollout, DAYS));
        if (block.language === "sh") await type(stack, block.text.trim());
        for (const { command, shown } of block.language === "console" ? commandsOf(block) : [])
          assertShown(sandbox.engine, PAGE, shown, moved(tidy(await type(stack, command)), -DAYS));
      }
    });
});

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import * as path from "node:path";
import { type IAMClient, ListUsersCommand } from "@aws-sdk/client-iam";
import packageJson from "../../package.json";
import { CHECKOUT } from "../../sandbox/checkout";
import { createKeys, fillDemoAccount, sandboxIam, sandboxPlace } from "../../sandbox/demo/account";
import { AwsCaller } from "../../sandbox/demo/caller";
import { enrolVirtualDevice } from "../../sandbox/demo/enrol";
import { toStderr } from "../../sandbox/progress";
import { copyProject } from "../../sandbox/project-copy";
import { run, type RunResult } from "../../sandbox/run";
import { isShownEngine, notSaid } from "../support/engine-words";
import { openSandbox, type Sandbox } from "../support/sandbox";
import { missingLines, type Step, stepsOf, timeless } from "./page-steps";

const STEPS = stepsOf("docs/getting-started.md", "## An existing account, from plan to proof");

/** README looks at the account before. */
const [LOOK] = stepsOf("README.md", "## Look at an account");

/** What a command ends with that finds something; the others end with 0. */
const FINDS = /mfa-guard plan/;

describe("the walk-through of an existing account", () => {
  let sandbox: Sandbox;
  let iam: IAMClient;
  let folder: string;
  let look: RunResult;
  const results: RunResult[] = [];

  before(async () => {
    sandbox = await openSandbox({ enforce: true }, toStderr);
    iam = sandboxIam(sandbox.env);
    await fillDemoAccount(iam);
    await useKey("bob");
    folder = await copyProject(sandbox);
    look = await type(LOOK as Step);
    for (const step of STEPS) {
      for (const name of step.enrolled) await enrolVirtualDevice(iam, name);
      results.push(await type(step));
    }
  });

  after(async () => {
    iam.destroy();
    await sandbox.close();
  });

  async function useKey(name: string): Promise<void> {
    const caller = new AwsCaller(sandboxPlace(sandbox.env), await createKeys(iam, name));
    await caller.iam.send(new ListUsersCommand({}));
    caller.destroy();
  }

  /** What a reader's shell would run, with the built command for the one that npx would find. */
  function type({ command }: Step): Promise<RunResult> {
    const [program, ...args] = command.split(" ");
    const options = { cwd: folder, env: sandbox.env };
    if (program === "pulumi") return sandbox.pulumi(args, { cwd: folder });
    if (program === "cat") return run("cat", args, options);
    assert.deepEqual([program, args[0]], ["npx", "mfa-guard"], `The test can't type ${command}.`);
    const bin = path.join(CHECKOUT, packageJson.bin["mfa-guard"]);
    return run(process.execPath, [bin, ...args.slice(1)], options);
  }

  it("goes from plan to deployment to burn-down to proof", () => {
    const order = ["mfa-guard plan", "pulumi up", "mfa-guard status", "mfa-guard verify"];
    const at = order.map((command) => STEPS.findIndex((step) => step.command.includes(command)));
    assert.ok(at.every((position) => position >= 0));
    assert.deepEqual(
      at,
      [...at].sort((a, b) => a - b),
    );
    assert.ok(STEPS.some(({ enrolled }) => enrolled.length > 1));
  });

  it("begins where README has looked at the account", () => {
    assert.equal(look.code, 1, look.output);
    const missing = missingLines((LOOK as Step).shown, look.output);
    assert.ok(missing === null, `README shows, and it does not come:\n${missing}\n\nIt is:\n${look.output}`);
  });

  STEPS.forEach(({ command, shown }, i) => {
    it(`shows what comes of: ${command}`, () => {
      const { code, output } = results[i] as RunResult;
      assert.equal(code, FINDS.test(command) ? 1 : 0, output);
      const exact = isShownEngine(sandbox.engine) || !command.startsWith("pulumi ");
      const missing = exact
        ? missingLines(shown, output)
        : (notSaid(shown.map(timeless), timeless(output))[0] ?? null);
      assert.ok(missing === null, `the page shows, and it does not come:\n${missing}\n\nIt is:\n${output}`);
    });
  });

  it("leaves a page with a point of the curve for each run with --history", async () => {
    const page = await readFile(path.join(folder, "burn-down.html"), "utf8");
    assert.equal(page.match(/class="dot"/g)?.length, 3);
  });
});

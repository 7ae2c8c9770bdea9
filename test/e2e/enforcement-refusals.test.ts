import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import * as path from "node:path";
import { IAM } from "@aws-sdk/client-iam";
import { sandboxIam, sandboxPlace } from "../../sandbox/demo/account";
import { toStderr } from "../../sandbox/progress";
import { copyProject } from "../../sandbox/project-copy";
import { iamState } from "../enforcement/iam-state";
import { assertAllSaid, fillRefusingAccount, REFUSALS } from "../enforcement/refusals";
import { FaultProxy } from "../support/fault-proxy";
import { TestProject } from "../support/project";
import { openSandbox, type Sandbox } from "../support/sandbox";

/** One for each place that refuses, and for each way that Pulumi has to show it; the others are seen without an engine. */
const UNDER_THE_ENGINE = [
  "a rollout file that is not there",
  "settings of the provider that can't be read",
  "users that can't be read",
  "whoever assumes the role that deploys",
  "all that IAM has no room for",
];

describe("refusals, under the engine", () => {
  let sandbox: Sandbox;
  let stack: TestProject;
  let iam: IAM;
  let keys: Awaited<ReturnType<typeof fillRefusingAccount>>;

  before(async () => {
    sandbox = await openSandbox({}, toStderr);
    iam = new IAM({ ...sandboxPlace(sandbox.env), credentials: sandboxIam(sandbox.env).config.credentials });
    keys = await fillRefusingAccount(iam);
    stack = await TestProject.open(sandbox, await copyProject(sandbox, "refusals"), "refusals");
  });
  after(() => sandbox.close());

  for (const what of UNDER_THE_ENGINE) {
    it(`refuses ${what}, and changes nothing`, async () => {
      const { config, as, fault = () => undefined, messages } = REFUSALS[what] ?? assert.fail(what);
      await writeFile(path.join(stack.dir, "Pulumi.refusals.yaml"), JSON.stringify({ config }));
      const before = await iamState(iam);
      const proxy = await FaultProxy.start(sandbox.endpoint, fault);
      const env = { AWS_ENDPOINT_URL: proxy.endpoint, ...(as && keys[as]) };
      const { code, output } = await stack.pulumi(["preview"], env);
      await proxy.stop();
      // 255 by Pulumi v3.170, 1 by v3.258.
      assert.notEqual(code, 0, output);
      // The engine breaks lines.
      assertAllSaid(messages, output, output.replace(/\s+/g, " "));
      assert.doesNotMatch(output, /\bat \S+ \(.*:\d+:\d+\)/, "no stack trace");
      assert.deepEqual(await iamState(iam), before);
    });
  }
});

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { CHECKOUT } from "../../sandbox/checkout";
import { ensureEngine } from "../../sandbox/engine/engine";
import { toStderr } from "../../sandbox/progress";
import { run, type RunResult } from "../../sandbox/run";
import { isShownEngine, notSaid, SHOWN_ENGINE } from "../support/engine-words";
import { assertNothingStray } from "../support/stray-lines";
import { shownAfter, stepsOf, timeless } from "./page-steps";

/** The page names the engine whose words it shows. */
const SHOWN = `What it shows, shortened; the words of Pulumi are those of ${SHOWN_ENGINE.replace(/\.\d+$/, "")}, which the sandbox builds:`;

describe("npm start", () => {
  let result: RunResult;

  before(async () => {
    const script = path.join(CHECKOUT, "sandbox", "start.ts");
    const args = [require.resolve("ts-node/dist/bin"), "--swc", script];
    // Without what tests silence for themselves: see test/support/setup.cjs.
    const env = { ...process.env };
    delete env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"];
    result = await run(process.execPath, args, { cwd: CHECKOUT, env });
  });

  it("tells its story to the end, and asks nothing", () => {
    assert.equal(result.code, 0, result.output);
    assert.match(result.stdout, /^=== 6\. /m);
  });

  it("is readable at 80 columns, addresses left whole", () => {
    const lines = result.stdout.split("\n").filter((line) => !/^\s*https:\S+$/.test(line));
    const wide = lines.filter((line) => [...line].length > 80);
    assert.deepEqual(wide, []);
  });

  it("says nothing of Node.js and of libraries", () => {
    assertNothingStray(result);
  });

  it("shows `pulumi up` with its preview, and says why, as README does", () => {
    const readme = readFileSync(path.join(CHECKOUT, "README.md"), "utf8");
    for (const text of [result.stdout, readme]) {
      assert.match(text, /^.*\bpulumi up .*--policy-pack policypack/m);
      assert.doesNotMatch(text, /pulumi up [^`\n]*--skip-preview/);
      assert.match(text, /--skip-preview\b[^.]* would check\s+only/);
    }
  });

  it("shows each line that README has of a preview", () => {
    const [step] = stepsOf("README.md", "## Check a stack");
    assert.ok(step && step.shown.length > 5);
    assert.deepEqual(notSaid(step.shown.map(timeless), timeless(result.stdout)), []);
  });

  it("shows each line that Getting started has of it", async () => {
    const came = new Set(timeless(result.stdout).split("\n"));
    const shown = timeless(shownAfter("docs/getting-started.md", SHOWN)).split("\n");
    assert.ok(shown.length > 50);
    const missing = isShownEngine(await ensureEngine(toStderr))
      ? shown.filter((line) => line !== "    ..." && !came.has(line))
      : notSaid(shown, timeless(result.stdout));
    assert.deepEqual(missing, []);
  });
});

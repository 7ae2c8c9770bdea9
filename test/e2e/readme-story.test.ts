import assert from "node:assert/strict";
import * as path from "node:path";
import { CHECKOUT } from "../../sandbox/checkout";
import { run, type RunResult } from "../../sandbox/run";
import { shownAfter, timeless } from "./readme-steps";

describe("npm start", () => {
  let result: RunResult;

  before(async () => {
    const script = path.join(CHECKOUT, "sandbox", "start.ts");
    const args = ["--require", "ts-node/register/transpile-only", script];
    result = await run(process.execPath, args, { cwd: CHECKOUT });
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

  it("shows each line that README has of it", () => {
    const came = new Set(timeless(result.stdout).split("\n"));
    const shown = timeless(shownAfter("README.md", "What it shows, shortened:")).split("\n");
    assert.ok(shown.length > 50);
    assert.deepEqual(
      shown.filter((line) => line !== "    ..." && !came.has(line)),
      [],
    );
  });
});

import assert from "node:assert/strict";
import { withDir } from "../../bench/emulated";
import { measure } from "../../bench/measure";
import { SandboxError } from "../../sandbox/errors";

const GIGABYTE_QUARTER = "Buffer.alloc(250e6, 1)";

/** Runs Node with a program, for a minute at most. */
function node(program: string, expected: readonly number[] = [0], limit = 60) {
  return withDir((dir) =>
    measure({ command: process.execPath, args: ["-e", program], env: process.env, dir, expected, limit }),
  );
}

describe("the measuring of a command", () => {
  it("tells the memory that it held, and the time of the processors, children included", async () => {
    const work = "for (const end = performance.now() + 300; performance.now() < end;);";
    const child = `require("child_process").execFileSync(process.execPath, ["-e", ${JSON.stringify(work)}])`;
    const cost = await node(`${GIGABYTE_QUARTER}; ${child}`);
    assert.ok(cost.megabytes > 250, `${cost.megabytes} MB`);
    assert.ok(cost.cpuSeconds > 0, `${cost.cpuSeconds} s`);
    assert.ok(cost.seconds > 0);
    assert.equal(cost.cut, false);
  });

  it("counts what a command has started and not waited for, where the system tells", async function () {
    if (process.platform !== "linux") this.skip();
    const work = "while (process.cpuUsage().user < 300_000);";
    const child = `require("child_process").spawn(process.execPath, ["-e", "${work}"], { detached: true, stdio: "ignore" })`;
    const cost = await node(`${child}.unref()`);
    assert.ok(cost.cpuSeconds > 0.3, `${cost.cpuSeconds} s`);
  });

  it("takes the exit codes that it is told of, and no other", async () => {
    assert.equal((await node("process.exitCode = 3", [0, 3])).cut, false);
    await assert.rejects(node("console.error('what went wrong'); process.exitCode = 2"), (error) => {
      assert.ok(error instanceof SandboxError);
      assert.match(error.message, /exit code 2:\n.*what went wrong/s);
      return true;
    });
  });

  it("cuts off what does not end, and says so", async () => {
    const cost = await node("setInterval(() => undefined, 1000)", [0], 0.2);
    assert.equal(cost.cut, true);
  });
});

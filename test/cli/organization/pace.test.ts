import assert from "node:assert/strict";
import { Pace } from "../../../cli/organization/pace";
import type { Report } from "../../../cli/report/report-model";
import { type Emulator, startEmulator } from "../../support/emulator";
import { toStderr } from "../../../sandbox/progress";
import { AwsError } from "../../support/fake-aws";
import { FaultProxy, unchanged } from "../../support/fault-proxy";
import { seedOrganization } from "../../support/organization";
import { environmentOf, runCli } from "../run-cli";

/** Work that ends when it is told to. */
function held(pace: Pace) {
  const running: { readonly throttled: () => void; readonly end: () => void }[] = [];
  const begin = (count: number) =>
    Array.from({ length: count }, () =>
      pace.run((throttled) => new Promise<void>((end) => running.push({ throttled, end: () => end() }))),
    );
  return { running, begin };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("how many accounts are read at once", () => {
  it("is halved once for all that throttle together, down to one, and grows by one as long as nothing throttles", async () => {
    const pace = new Pace(8);
    const { running, begin } = held(pace);
    const all = begin(40);
    await settled();
    assert.equal(running.length, 8);
    for (const { throttled } of running) throttled();
    assert.equal(pace.atOnce, 4);
    for (const { end } of running.splice(0)) end();
    await settled();
    assert.equal(running.length, 4);
    for (const atOnce of [2, 1, 1]) {
      running[0]?.throttled();
      assert.equal(pace.atOnce, atOnce);
      running[0]?.throttled();
      assert.equal(pace.atOnce, atOnce);
      for (const { end } of running.splice(0)) end();
      await settled();
    }
    const grown: number[] = [];
    while (running.length > 0) {
      grown.push(running.length);
      for (const { end } of running.splice(0)) end();
      await settled();
    }
    assert.deepEqual(grown.slice(0, 3), [1, 2, 3]);
    await Promise.all(all);
  });

  it("counts work that fails as done", async () => {
    const pace = new Pace(1);
    await assert.rejects(pace.run(() => Promise.reject(new Error("no"))));
    assert.equal(await pace.run(() => Promise.resolve(1)), 1);
  });
});

describe("audit --org where AWS throttles", () => {
  const ACCOUNTS = 16;
  let emulator: Emulator;

  before(async () => {
    emulator = await startEmulator({}, toStderr);
    await seedOrganization(emulator.endpoint, ACCOUNTS, 1);
  });

  after(() => emulator.stop());

  it("reads everything, and fewer accounts at once than before", async () => {
    const begun = new Set<string>();
    const atOnce: number[] = [];
    let read = 0;
    const proxy = await FaultProxy.start(emulator.endpoint, (action, _, params) => {
      const role = params.get("RoleArn") ?? "";
      if (action === "AssumeRole" && !begun.has(role)) {
        begun.add(role);
        atOnce.push(begun.size - read);
        return new AwsError("Throttling", "Rate exceeded", 400);
      }
      if (action !== "GetCredentialReport") return undefined;
      return (answered, response) => {
        if (answered.status === 200) read += 1;
        unchanged(answered, response);
      };
    });
    try {
      const args = ["audit", "--org", "--no-resume", "--concurrency", "8", "--rule", "root-mfa"];
      const { stdout } = await runCli([...args, "--format", "json"], { env: environmentOf(proxy) });
      const { accounts, failures } = JSON.parse(stdout) as Report;
      assert.deepEqual([accounts.length, failures], [ACCOUNTS, []]);
      assert.equal(Math.max(...atOnce), 8, atOnce.join(" "));
      assert.ok(Math.max(...atOnce.slice(-4)) <= 2, atOnce.join(" "));
    } finally {
      await proxy.stop();
    }
  });
});

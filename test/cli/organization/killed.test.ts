import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import type { Report } from "../../../cli/report/report-model";
import { CHECKOUT } from "../../../sandbox/checkout";
import { FaultProxy } from "../../support/fault-proxy";
import { silent } from "../../support/twists";
import { environmentOf, FROM_SOURCES } from "../run-cli";
import { OrganizationFixture, roleIn } from "./organization-fixture";

/** What is the same of an account that was kept and of one that was read live. */
function found({ accounts, failures, leftOut, counts }: Report): unknown {
  const alike = accounts.map(({ id, label, alias, consoleUsers, results, answers }) => ({
    ...{ id, label, alias, consoleUsers, results, answers },
  }));
  return { accounts: alike, failures, leftOut, counts };
}

describe("audit --org that was killed in the middle", () => {
  let org: OrganizationFixture;
  let folder: string;

  before(async () => {
    org = await OrganizationFixture.start();
    folder = await mkdtemp(path.join(tmpdir(), "mfa-guard-killed-"));
  });

  after(async () => {
    await org.emulator.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** Ends the process by SIGKILL while it waits for the session in the second account. */
  async function runAndKill(kept: string): Promise<void> {
    let child: ChildProcess | undefined;
    const proxy = await FaultProxy.start(org.emulator.endpoint, (action, before) => {
      if (action !== "AssumeRole" || before === 0) return undefined;
      child?.kill("SIGKILL");
      return silent;
    });
    try {
      const args = ["audit", "--org", "--rule", "console-user-mfa", "--concurrency", "1", "--resume", kept];
      const env = { PATH: process.env["PATH"], HOME: folder, ...environmentOf(proxy) };
      child = spawn(process.execPath, [...FROM_SOURCES, ...args], { cwd: CHECKOUT, env, stdio: "ignore" });
      const [, signal] = (await once(child, "exit")) as [number | null, string | null];
      assert.equal(signal, "SIGKILL");
    } finally {
      await proxy.stop();
    }
  }

  it("ends, when it is run again, as one that nothing disturbed, and reads no account twice", async () => {
    const kept = path.join(folder, "kept");
    await runAndKill(kept);
    const [first, ...others] = org.members;
    assert.deepEqual((await readdir(kept)).sort(), [`${first}.json`, "run.json"]);
    const resumed = await org.report(["--resume", kept]);
    assert.deepEqual(
      org.assumedSorted,
      others.map((id) => roleIn(id)),
    );
    const undisturbed = await org.report(["--no-resume"]);
    assert.deepEqual(found(resumed.report), found(undisturbed.report));
    assert.equal(resumed.code, undisturbed.code);
  });
});

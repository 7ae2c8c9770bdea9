import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import * as path from "node:path";
import { CreateLoginProfileCommand, CreateUserCommand, IAMClient } from "@aws-sdk/client-iam";
import type { Report } from "../../cli/report/report-model";
import { CHECKOUT } from "../../sandbox/checkout";
import { type Emulator, startEmulator } from "../support/emulator";
import { toStderr } from "../../sandbox/progress";
import packageJson from "../../package.json";
import { skip } from "../support/skip";
import { type CliResult, FROM_SOURCES } from "./run-cli";

describe("the command, as a process, on the emulated account", () => {
  let emulator: Emulator;

  before(async () => {
    emulator = await startEmulator({}, toStderr);
    const iam = new IAMClient({
      ...{ endpoint: emulator.endpoint, region: "us-east-1" },
      credentials: { accessKeyId: "AKIDTEST", secretAccessKey: "none" },
    });
    await iam.send(new CreateUserCommand({ UserName: "bob" }));
    await iam.send(new CreateLoginProfileCommand({ UserName: "bob", Password: "Not-a-secret-1" }));
  });

  after(() => emulator.stop());

  const environment = () => ({
    ...{ PATH: process.env["PATH"], HOME: process.env["HOME"], AWS_REGION: "us-east-1" },
    ...{ AWS_ACCESS_KEY_ID: "AKIDTEST", AWS_SECRET_ACCESS_KEY: "none" },
  });

  it("finds the user without MFA, and ends with 1", async () => {
    const args = [
      "audit",
      "--endpoint-url",
      emulator.endpoint,
      "--rule",
      "console-user-mfa",
      "--format",
      "json",
    ];
    const { code, stdout, stderr } = await start(args, environment());
    assert.equal(code, 1, stderr);
    const [account] = (JSON.parse(stdout) as Report).accounts;
    assert.deepEqual(account?.consoleUsers, {
      total: 1,
      withoutMfa: 1,
      unjudged: 0,
      overdue: 1,
      overdueUnknown: 0,
      complete: true,
    });
  });

  it("ends with 2 and one sentence where the disk is full", async function () {
    if (!existsSync("/dev/full")) skip(this, "this system has no /dev/full");
    const args = ["audit", "--endpoint-url", emulator.endpoint, "--format", "csv"];
    const { code, stderr } = await start(args, environment(), { fullDisk: true });
    assert.deepEqual(
      { code, stderr },
      { code: 2, stderr: "mfa-guard: Standard output can't be written: the disk is full.\n" },
    );
  });

  it("shows no progress and no colours where there is no terminal", async () => {
    const { stdout, stderr } = await start(["audit", "--endpoint-url", emulator.endpoint], environment());
    assert.equal(stderr, "");
    assert.doesNotMatch(stdout, /\u001b/);
  });

  it("does not mind a reader that has seen enough", async () => {
    const { stderr } = await start(["policy"], environment(), { closeAtOnce: true });
    assert.equal(stderr, "");
  });

  it("ends with 2 for a mistake", async () => {
    const { code, stderr } = await start(["adit"], environment());
    assert.equal(code, 2);
    assert.match(stderr, /Did you mean audit\?/);
  });
});

/** Starts what `bin` of package.json names; before that is built, its source. */
function start(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  { closeAtOnce = false, fullDisk = false } = {},
): Promise<CliResult> {
  const { bin } = packageJson as { bin?: Record<string, string> };
  const built = path.join(CHECKOUT, bin?.["mfa-guard"] ?? "no bin");
  const command = existsSync(built) ? [built] : FROM_SOURCES;
  return new Promise((resolve) => {
    const child = execFile(
      fullDisk ? "/bin/sh" : process.execPath,
      [...(fullDisk ? ["-c", '"$@" > /dev/full', "sh", process.execPath] : []), ...command, ...args],
      { cwd: CHECKOUT, env },
      (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
    if (closeAtOnce) child.stdout?.destroy();
  });
}

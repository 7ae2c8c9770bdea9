import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import packageJson from "../../package.json";
import { CHECKOUT } from "../../sandbox/checkout";
import { run } from "../../sandbox/run";
import { accountAnswers, type FakeUser } from "../support/fake-account";
import { FakeAws } from "../support/fake-aws";
import { assertNothingStray, strayLines } from "../support/stray-lines";
import { environmentOf } from "./run-cli";

const BIN = path.join(CHECKOUT, packageJson.bin["mfa-guard"]);

/**
 * More than any limit at which a warning begins: Node.js has one at 11 listeners to a signal, the AWS SDK at 100 calls
 * that wait for 50 connections, and we have none. `plan` asks for two things of each.
 */
const USERS = Array.from({ length: 200 }, (_, i): FakeUser => ({ name: `user-${i}`, password: true }));

/** What each command ends with at that account, in which nothing is forced yet and no access key is in use. */
const CODES = { audit: 1, plan: 0, status: 0, verify: 1, snapshot: 0 };

describe("a line that is not about the user's account", () => {
  const rows: readonly [string, { stdout?: string; stderr?: string }, number][] = [
    ["on standard error", { stderr: "Something of a library\n" }, 1],
    [
      "of Node.js, where Pulumi shows what a program or pack writes",
      {
        stdout:
          "Diagnostics:\n    (node:7) [DEP0040] DeprecationWarning: old\n    (Use `node --trace-warnings ...` to see)\n",
      },
      2,
    ],
    ["of Pulumi", { stdout: "    warning: using pulumi-language-nodejs from $PATH\n" }, 1],
    [
      "is not why a command failed, but what Node.js says after it",
      { stderr: "error: preview failed\nbecause of ann\n(node:7) x\n" },
      1,
    ],
    ["is not what the stack warns of", { stdout: "    warning: The exemption of ann expired.\n" }, 0],
    [
      "is not what the stack says of users",
      { stdout: "    Into wave everyone, denied from 2027: ann.\n" },
      0,
    ],
  ];
  for (const [what, { stdout = "", stderr = "" }, expected] of rows)
    it(what, () => assert.equal(strayLines({ stdout, stderr }).length, expected));
});

describe("standard error of the command, as a process, at an account of hundreds of users", () => {
  let fake: FakeAws;
  before(async () => (fake = await FakeAws.start(accountAnswers(USERS))));
  after(() => fake.stop());

  for (const [command, expected] of Object.entries(CODES))
    it(`${command}: nothing of Node.js and of libraries`, async () => {
      const env = { ...environmentOf(fake), PATH: process.env["PATH"], HOME: process.env["HOME"] };
      const result = await run(process.execPath, [BIN, command], { env });
      assert.equal(result.code, expected, result.output);
      assertNothingStray(result);
    });

  it("audit with a profile and keys in the environment beside it: nothing of the AWS SDK", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "mfa-guard-stderr-"));
    const file = path.join(folder, "credentials");
    await writeFile(file, "[work]\naws_access_key_id = AKIAWORK\naws_secret_access_key = x\n");
    const env = { ...environmentOf(fake), PATH: process.env["PATH"], AWS_SHARED_CREDENTIALS_FILE: file };
    const result = await run(process.execPath, [BIN, "audit", "--profile", "work"], { env });
    await rm(folder, { recursive: true });
    assert.equal(result.code, 1, result.output);
    assertNothingStray(result);
    assert.equal(fake.calls.at(-1)?.accessKey, "AKIAWORK");
  });
});

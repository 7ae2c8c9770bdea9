import assert from "node:assert/strict";
import { runCli } from "../run-cli";

describe("options of an organization without --org", () => {
  for (const args of [
    ["--org-role", "auditor"],
    ["--account", "111122223333"],
    ["--skip-account", "111122223333"],
    ["--exclude", "sandbox-*"],
    ["--external-id", "audit"],
    ["--ou", "Production"],
    ["--tag", "stage=test"],
    ["--shard", "1/2"],
    ["--concurrency", "3"],
    ["--resume", "kept"],
  ])
    it(`are refused: ${args[0]}`, async () => {
      const { code, stdout, stderr } = await runCli(["audit", ...args]);
      assert.deepEqual({ code, stdout }, { code: 2, stdout: "" });
      assert.equal(stderr, `mfa-guard: ${args[0]} goes with --org only. Add --org, or leave it out.\n`);
    });
});

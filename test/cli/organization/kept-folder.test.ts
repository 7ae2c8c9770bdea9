import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { refuseWritableByOthers } from "../../../cli/organization/kept-accounts";
import { runCli } from "../run-cli";

const REFUSAL = /Others may write to kept, and so decide what is found\..* chmod 700 it\.$/m;

describe("a folder of accounts that have been kept", () => {
  let cwd: string;

  beforeEach(async () => {
    cwd = await mkdtemp(path.join(tmpdir(), "mfa-guard-kept-"));
    await mkdir(path.join(cwd, "kept"));
  });

  afterEach(() => rm(cwd, { recursive: true }));

  const refused = async (mode: number) => {
    await chmod(path.join(cwd, "kept"), mode);
    await refuseWritableByOthers({ resolve: (file: string) => path.join(cwd, file) }, "kept");
  };

  for (const mode of [0o720, 0o770, 0o702, 0o777])
    it(`is not trusted with the mode ${mode.toString(8)}`, () => assert.rejects(refused(mode), REFUSAL));

  for (const mode of [0o700, 0o750, 0o755])
    it(`is trusted with the mode ${mode.toString(8)}`, () => assert.doesNotReject(refused(mode)));

  it("is not merged where others may write to it", async () => {
    for (const mode of [0o720, 0o702]) {
      await chmod(path.join(cwd, "kept"), mode);
      const { code, stdout, stderr } = await runCli(["merge", "kept"], { cwd });
      assert.deepEqual([code, stdout], [2, ""]);
      assert.match(stderr, REFUSAL);
    }
  });
});

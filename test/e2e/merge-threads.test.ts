import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { keepAccounts } from "../../bench/formats/kept";
import { CHECKOUT } from "../../sandbox/checkout";
import { PARTS } from "../../cli/report/parts";
import { run } from "../../sandbox/run";
import { runCli } from "../cli/run-cli";

/** More than are judged in one thread. */
const ACCOUNTS = 120;

const waves = (deadline: string) =>
  `account: existing\nwaves:\n  - name: all\n    rest: true\n    deadline: ${deadline}\n`;

/** A report but for when it was made. */
function comparable(report: string): string {
  return report
    .replaceAll(/"generatedAt":"[^"]*"|"(?:created_)?time":\d+/g, "")
    .replaceAll(/; the account itself was read [^(]* before this report \([^)]*\)/g, "");
}

describe("merge of more accounts than one thread judges", () => {
  let folder: string;
  let ids: readonly string[];

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "mfa-guard-merge-threads-"));
    ids = await keepAccounts(path.join(folder, "kept"), ACCOUNTS, 3, new Date());
    await mkdir(path.join(folder, "rollouts"));
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
    await writeFile(path.join(folder, "rollouts/defaults.yaml"), waves(inDays(10)));
    await writeFile(path.join(folder, `rollouts/${ids[7]}.yaml`), waves(inDays(-10)));
    await writeFile(path.join(folder, `kept/${ids[3]}.json`), "{");
  });

  after(() => rm(folder, { recursive: true, force: true }));

  for (const format of Object.keys(PARTS))
    it(`writes as ${format} what one thread writes, in the accounts' order`, async () => {
      const args = ["merge", "kept", "--rollout", "rollouts", "--format", format];
      const bin = path.join(CHECKOUT, "dist/cli/bin.js");
      const output = path.join(folder, "written");
      const many = await run(process.execPath, [bin, ...args, "--output", output], { cwd: folder, env: {} });
      assert.equal(many.code, 2, many.stderr);
      const alone = await runCli(args, { cwd: folder, now: () => new Date() });
      assert.equal(comparable(await readFile(output, "utf8")), comparable(alone.stdout));
      const named = new Set(alone.stdout.match(/\b1000000001\d\d\b/g));
      assert.deepEqual([...named], ids.slice(100));
    });

  for (const options of [[], ["--compliance", "cis-3.0"], ["--rule", "console-user-mfa", "--strict"]])
    it(`says what one thread says: ${options.join(" ") || "all rules"}`, async () => {
      const args = ["merge", "kept", "--rollout", "rollouts", "--format", "jsonl", ...options];
      const bin = path.join(CHECKOUT, "dist/cli/bin.js");
      const { code, stdout, stderr } = await run(process.execPath, [bin, ...args], { cwd: folder, env: {} });
      assert.equal(code, 2, stderr);
      // From TypeScript's files, no thread is started.
      const alone = await runCli(args, { cwd: folder, now: () => new Date() });
      assert.equal(alone.code, 2);
      assert.equal(comparable(stdout), comparable(alone.stdout));
      assert.match(
        stdout,
        /"message":"kept\/100000000003\.json can't be used: [^"]* it is not JSON[^"]*[^.]\. Run the audit again/,
      );
      assert.equal(stdout.split("\n").length, ACCOUNTS + 1);
    });
});

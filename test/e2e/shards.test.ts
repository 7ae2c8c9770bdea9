import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { parse } from "yaml";
import type { Report } from "../../cli/report/report-model";
import { CHECKOUT } from "../../sandbox/checkout";
import { type Emulator, startEmulator } from "../support/emulator";
import { toStderr } from "../../sandbox/progress";
import { run } from "../../sandbox/run";
import { environmentOf } from "../cli/run-cli";
import { seedOrganization } from "../support/organization";

const EXAMPLES = path.join(CHECKOUT, "examples");
const SHARDS = [1, 2, 3, 4, 5, 6, 7, 8];
const BUCKET = "amzn-s3-demo-bucket";

interface Workflow {
  readonly env: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Job {
  readonly strategy?: { readonly matrix: { readonly shard: readonly number[] } };
  readonly steps: readonly { readonly name?: string; readonly run?: string }[];
}

/** `aws s3 cp --recursive` and `aws s3 cp`, with a folder in the place of S3. */
const AWS = `#!/bin/sh
set -eu
[ "$1 $2" = "s3 cp" ]
shift 2
recursive=""
while [ "\${1#--}" != "$1" ]; do [ "$1" = --recursive ] && recursive=/.; shift; done
place() { case "$1" in s3://*) echo "$S3/\${1#s3://}" ;; *) echo "$1" ;; esac; }
from=$(place "$1"); to=$(place "$2")
if [ -n "$recursive" ]; then mkdir -p "$to"; else mkdir -p "$(dirname "$to")"; fi
cp -R "$from$recursive" "$to"
`;

describe("examples that share an organization out", () => {
  let emulator: Emulator;
  let folder: string;
  let env: NodeJS.ProcessEnv;
  let one: Report;

  before(async () => {
    emulator = await startEmulator({}, toStderr);
    await seedOrganization(emulator.endpoint, 10, 3);
    folder = await mkdtemp(path.join(tmpdir(), "mfa-guard-shards-"));
    const bin = path.join(folder, "bin");
    await mkdir(bin);
    const ours = `exec "${process.execPath}" "${path.join(CHECKOUT, "dist/cli/bin.js")}" "$@"`;
    const programs = { "mfa-guard": `#!/bin/sh\n${ours}\n`, npx: `#!/bin/sh\nshift\n${ours}\n`, aws: AWS };
    for (const [name, text] of Object.entries(programs))
      await writeFile(path.join(bin, name), text, { mode: 0o755 });
    env = {
      ...environmentOf(emulator),
      PATH: `${bin}:/usr/bin:/bin`,
      S3: path.join(folder, "s3"),
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
      ORG_ROLE: "auditor",
    };
    one = await report("audit", "--org", "--org-role", "auditor", "--no-resume");
  });

  after(async () => {
    await emulator.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function report(...args: string[]): Promise<Report> {
    const { stdout } = await run("mfa-guard", [...args, "--format", "json"], { cwd: folder, env });
    return JSON.parse(stdout) as Report;
  }

  async function sh(script: readonly string[], cwd: string, more: NodeJS.ProcessEnv) {
    await mkdir(cwd, { recursive: true });
    return run("sh", [...script], { cwd, env: { ...env, ...more } });
  }

  /** What may not differ: what is found of which account. */
  const findings = ({ accounts, failures, counts }: Report) => ({
    accounts: accounts.map(({ id, label, consoleUsers, results }) => ({ id, label, consoleUsers, results })),
    ...{ failures, counts },
  });

  async function assertSame(place: string): Promise<void> {
    assert.equal(one.accounts.length, 10);
    const folders = SHARDS.map((shard) => path.join(place, `accounts-${shard}`));
    assert.deepEqual(findings(await report("merge", ...folders)), findings(one));
    const rows = (await readFile(path.join(place, "mfa.csv"), "utf8")).split("\n");
    for (const { id } of one.accounts) assert.ok(rows.some((row) => row.startsWith(`${id},`)));
  }

  it("a matrix of GitHub Actions: eight jobs at the same time find what one does", async () => {
    const text = await readFile(path.join(EXAMPLES, "ci-matrix/mfa-audit.yaml"), "utf8");
    const { env: own, jobs } = parse(text) as Workflow;
    assert.deepEqual(jobs["read"]?.strategy?.matrix.shard, SHARDS);
    assert.equal(Number(own["SHARDS"]), SHARDS.length);
    const step = (job: string, name: string) => {
      const script = jobs[job]?.steps.find((one) => one.name === name)?.run;
      assert.ok(script, name);
      // As GitHub runs it: https://docs.github.com/actions/reference/workflow-syntax-for-github-actions
      return ["-e", "-c", script];
    };
    const cwd = path.join(folder, "ci");
    const settings = { SHARDS: String(own["SHARDS"]), ORG_ROLE: own["ORG_ROLE"] };
    const read = step("read", "Read a shard");
    const runs = await Promise.all(
      SHARDS.map((shard) => sh(read, cwd, { ...settings, SHARD: String(shard) })),
    );
    for (const { code, output } of runs) assert.equal(code, 0, output);
    const { code, output } = await sh(step("report", "Merge the shards"), cwd, settings);
    assert.equal(code, 1, output);
    await assertSame(cwd);
  });

  it("an array job of AWS Batch: eight children at the same time find what one run does", async () => {
    const own = { BUCKET, RUN: "mfa-1", AWS_BATCH_JOB_ARRAY_SIZE: String(SHARDS.length) };
    const script = (name: string) => [path.join(EXAMPLES, "aws-batch", name)];
    const children = SHARDS.map((shard) =>
      sh(script("shard.sh"), path.join(folder, `child-${shard}`), {
        ...own,
        AWS_BATCH_JOB_ARRAY_INDEX: String(shard - 1),
      }),
    );
    for (const { code, output } of await Promise.all(children)) assert.equal(code, 0, output);
    const cwd = path.join(folder, "merge");
    const { code, output } = await sh(script("merge.sh"), cwd, own);
    assert.equal(code, 1, output);
    await assertSame(cwd);
    await readFile(path.join(folder, "s3", BUCKET, "mfa-1", "mfa.csv"));
  });

  it("fail where there is nothing to merge", async () => {
    const cwd = path.join(folder, "none");
    const own = { BUCKET, RUN: "mfa-2", AWS_BATCH_JOB_ARRAY_SIZE: "8", AWS_BATCH_JOB_ARRAY_INDEX: "0" };
    const more = { ...own, AWS_ENDPOINT_URL: "http://127.0.0.1:1" };
    const { code } = await sh([path.join(EXAMPLES, "aws-batch/shard.sh")], cwd, more);
    assert.equal(code, 1);
  });

  it("name what AWS Batch has to be told", async () => {
    const text = await readFile(path.join(EXAMPLES, "aws-batch/job-definition.json"), "utf8");
    const { containerProperties: container } = JSON.parse(text) as {
      containerProperties: { command: string[]; environment: { name: string; value: string }[] };
    };
    assert.deepEqual(container.command, ["sh", "/job/shard.sh"]);
    const submit = await readFile(path.join(EXAMPLES, "aws-batch/submit.sh"), "utf8");
    assert.ok(submit.includes("name=RUN,") && submit.includes(`size=${SHARDS.length} `));
    assert.deepEqual(
      container.environment.map(({ name }) => name),
      ["BUCKET", "ORG_ROLE"],
    );
  });
});

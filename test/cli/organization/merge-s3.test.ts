import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import type { Report } from "../../../cli/report/report-model";
import { type CliResult, environmentOf, runCli } from "../run-cli";
import { OrganizationFixture, refusing } from "./organization-fixture";
import { listening } from "../../support/listening";

const now = () => new Date();
const BUCKET = "kept";

/** What is found of which account, and of which nothing is. */
function found({ accounts, failures, counts }: Report): unknown {
  const judged = accounts.map(({ id, label, consoleUsers, results }) => ({
    id,
    label,
    consoleUsers,
    results,
  }));
  return { judged, failures, counts };
}

describe("merge of what is kept in a bucket", () => {
  let org: OrganizationFixture;
  let folder: string;
  let s3: S3Client;

  before(async () => {
    org = await OrganizationFixture.start();
    folder = await mkdtemp(path.join(tmpdir(), "mfa-guard-merge-s3-"));
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const { endpoint } = org.emulator;
    s3 = new S3Client({ endpoint, region: "us-east-1", credentials, forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  });

  after(async () => {
    s3.destroy();
    await org.emulator.stop();
    await rm(folder, { recursive: true });
  });

  async function put(Key: string, Body: string): Promise<void> {
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));
  }

  /** Copies a folder into the bucket, as `aws s3 cp --recursive` does. */
  async function copy(from: string, prefix: string): Promise<void> {
    for (const name of await readdir(from))
      await put(`${prefix}/${name}`, await readFile(path.join(from, name), "utf8"));
  }

  function merge(place: string, target: { readonly endpoint: string } = org.emulator): Promise<CliResult> {
    const args = ["merge", place, "--rule", "console-user-mfa", "--format", "json"];
    return runCli(args, { env: environmentOf(target), now });
  }

  it("makes of the folders of all shards under a prefix what one run makes", async () => {
    const fault = refusing(org.payments);
    for (const number of [1, 2, 3]) {
      const kept = path.join(folder, `shard-${number}`);
      await org.report(["--shard", `${number}/3`, "--resume", kept], fault);
      await copy(kept, `run-1/shard-${number}`);
    }
    const one = await org.report([], fault);
    const { code, stdout, stderr } = await merge(`s3://${BUCKET}/run-1`);
    assert.deepEqual([code, stderr], [one.code, ""]);
    const report = JSON.parse(stdout) as Report;
    assert.equal(report.accounts.length, 2);
    assert.deepEqual(found(report), found(one.report));
    const [account] = report.accounts;
    assert.match(account?.facts.file ?? "", new RegExp(`^s3://kept/run-1/shard-\\d/${account?.id}\\.json$`));
  });

  it("loses of an object that is damaged its account only, and names it", async () => {
    const kept = path.join(folder, "damaged");
    await org.report(["--resume", kept]);
    await copy(kept, "damaged");
    await put(`damaged/${org.web}.json`, '{"version":');
    const { code, stdout } = await merge(`s3://${BUCKET}/damaged/`);
    const { accounts, failures } = JSON.parse(stdout) as Report;
    assert.deepEqual([code, accounts.length], [2, 2]);
    assert.deepEqual(
      failures.map(({ id }) => id),
      [org.web],
    );
    assert.match(
      failures[0]?.message ?? "",
      new RegExp(`s3://kept/damaged/${org.web}\\.json can't be used: .*Run the audit again with --resume\\.`),
    );
  });

  it("does without a report where it is not known which accounts there are", async () => {
    await put("other/111122223333.json", "{}");
    await put("broken/run.json", "{");
    const cases: readonly (readonly [string, RegExp])[] = [
      ["s3://no-such-bucket/x", /s3:ListBucket answered NoSuchBucket .*There is no bucket no-such-bucket\./],
      [
        "s3://kept/nothing-here",
        /There is nothing in s3:\/\/kept\/nothing-here\/\. Name a bucket and prefix/,
      ],
      [
        "s3://kept/other",
        /s3:\/\/kept\/other\/ does not say which accounts there are: it has no run\.json\./,
      ],
      ["s3://kept/broken", /s3:\/\/kept\/broken\/run\.json is not what a run has left \(/],
      ["gs://kept/broken", /merge takes a folder, or a bucket such as s3:.*; gs:\/\/kept\/broken is neither/],
    ];
    for (const [place, message] of cases) {
      const { code, stdout, stderr } = await merge(place);
      assert.deepEqual([code, stdout], [2, ""], place);
      assert.match(stderr, message);
    }
  });

  it("says which permission is missing", async () => {
    const denying = createServer((_, response) => {
      response.writeHead(403, { "content-type": "application/xml" });
      response.end("<Error><Code>AccessDenied</Code><Message>no</Message></Error>");
    });
    await listening(denying);
    try {
      const { port } = denying.address() as AddressInfo;
      const { code, stderr } = await merge("s3://kept/x", { endpoint: `http://127.0.0.1:${port}` });
      assert.equal(code, 2);
      assert.match(stderr, /needs s3:ListBucket on the bucket kept: `mfa-guard permissions --for merge-s3`/);
    } finally {
      denying.closeAllConnections();
      await new Promise((resolve) => denying.close(resolve));
    }
  });
});

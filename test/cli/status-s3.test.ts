import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { IAMClient } from "@aws-sdk/client-iam";
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { STATES } from "../../cli/status/burndown";
import type { Status } from "../../cli/status/status-json";
import { type Emulator, startEmulator } from "../support/emulator";
import { toStderr } from "../../sandbox/progress";
import { NOW } from "../support/accounts";
import { accountAnswers } from "../support/fake-account";
import { FakeAws } from "../support/fake-aws";
import { createConsoleUser } from "../support/live-account";
import { environmentOf, runCli } from "./run-cli";
import { listening } from "../support/listening";

const DAY = 24 * 60 * 60 * 1000;
const ACCOUNT = "123456789012";

describe("mfa-guard status with its history in S3", () => {
  let emulator: Emulator;
  let s3: S3Client;

  before(async () => {
    emulator = await startEmulator({}, toStderr);
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const place = { endpoint: emulator.endpoint, region: "us-east-1", credentials };
    s3 = new S3Client({ ...place, forcePathStyle: true });
    const iam = new IAMClient(place);
    await createConsoleUser(iam, "bob");
    iam.destroy();
    await s3.send(new CreateBucketCommand({ Bucket: "runs" }));
  });

  after(async () => {
    s3.destroy();
    await emulator.stop();
  });

  function status(place: string, day: number, ...args: string[]) {
    const now = () => new Date(NOW.getTime() + day * DAY);
    return runCli(["status", "--format", "json", "--history", place, ...args], {
      env: environmentOf(emulator),
      now,
    });
  }

  async function put(Bucket: string, Key: string, Body: string): Promise<void> {
    await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  }

  it("keeps each run as an object of its own in the account's folder, with nobody's name", async () => {
    await put("runs", `prefix/111122223333/20261101T000000.000Z.json`, "another account's");
    await status("s3://runs/prefix/", 0);
    const { code, stdout, stderr } = await status("s3://runs/prefix", 1);
    assert.equal(code, 0, stderr);
    assert.equal(stderr, "");
    const { history } = JSON.parse(stdout) as Status;
    assert.deepEqual(
      history.map(({ at, total }) => [at, total.open]),
      [
        ["2026-11-21T12:00:00.000Z", 1],
        ["2026-11-22T12:00:00.000Z", 1],
      ],
    );
    const { Contents = [] } = await s3.send(
      new ListObjectsV2Command({ Bucket: "runs", Prefix: `prefix/${ACCOUNT}` }),
    );
    const Key = `prefix/${ACCOUNT}/20261121T120000.000Z.json`;
    assert.equal(Contents[0]?.Key, Key);
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: "runs", Key }));
    assert.doesNotMatch((await Body?.transformToString()) ?? "bob", /bob/);
  });

  it("goes on from the runs of a folder that was copied into it, as it had them before", async () => {
    const at = new Date(NOW.getTime() - DAY).toISOString();
    const total = Object.fromEntries(STATES.map((state) => [state, 0]));
    await put("runs", `copied/${ACCOUNT}.jsonl`, `${JSON.stringify({ version: 1, at, waves: [], total })}\n`);
    const { stdout, stderr } = await status("s3://runs/copied", 0);
    assert.equal(stderr, "");
    assert.deepEqual(
      (JSON.parse(stdout) as Status).history.map((entry) => entry.at),
      [at, NOW.toISOString()],
    );
  });

  it("names an object that is damaged, and passes over it", async () => {
    await put("runs", `damaged/${ACCOUNT}/half.json`, '{"version":1,');
    const { stdout, stderr } = await status("s3://runs/damaged", 0);
    assert.match(stderr, /damaged entries, which were passed over: damaged\/123456789012\/half\.json\./);
    assert.equal((JSON.parse(stdout) as Status).history.length, 1);
  });

  it("says what to do where there is no such bucket", async () => {
    const { code, stdout, stderr } = await status("s3://no-such-bucket/x", 0);
    assert.equal(code, 2);
    assert.equal(stdout, "");
    assert.match(stderr, /s3:\/\/no-such-bucket\/x\/ can't be written: .*NoSuchBucket.*There is no bucket/);
  });
});

describe("mfa-guard status with an S3 that a test pretends", () => {
  let fake: FakeAws;
  let s3: Server;
  let answer: (request: IncomingMessage) => { readonly status: number; readonly body: string };
  let paths: string[];

  beforeEach(async () => {
    paths = [];
    fake = await FakeAws.start(accountAnswers([{ name: "bob", password: true }]));
    s3 = createServer((request, response) => {
      paths.push(request.url ?? "");
      const { status, body } = answer(request);
      response.writeHead(status, { "content-type": "application/xml" }).end(body);
    });
    await listening(s3);
  });

  afterEach(async () => {
    s3.closeAllConnections();
    await new Promise((resolve) => s3.close(resolve));
    await fake.stop();
  });

  function status(...args: string[]) {
    const { port } = s3.address() as AddressInfo;
    const env = { ...environmentOf(fake), AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}` };
    return runCli(["status", "--history", "s3://runs/x", ...args], { env });
  }

  it("reads more runs than S3 lists at once", async () => {
    const pages = { "": ["1", "2"], more: ["3"] };
    answer = ({ method, url = "" }) => {
      const { searchParams, pathname } = new URL(url, "http://s3");
      if (method === "PUT") return { status: 200, body: "" };
      if (!searchParams.has("list-type")) return { status: 200, body: entry(pathname) };
      const token = searchParams.get("continuation-token") === "more" ? "more" : "";
      const contents = pages[token]
        .map((day) => `<Contents><Key>x/111122223333/${day}.json</Key></Contents>`)
        .join("");
      const next = token === "" ? "<NextContinuationToken>more</NextContinuationToken>" : "";
      const list = `<IsTruncated>${next !== ""}</IsTruncated>${next}${contents}`;
      return { status: 200, body: `<ListBucketResult>${list}</ListBucketResult>` };
    };
    const { history } = JSON.parse((await status("--format", "json")).stdout) as Status;
    assert.deepEqual(
      history.map(({ at }) => at),
      ["2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z", "2026-11-03T00:00:00Z"],
    );
  });

  /** A run on the day that an object's name says. */
  function entry(pathname: string): string {
    const [, day] = /(\d)\.json$/.exec(pathname) ?? [];
    const total = Object.fromEntries(STATES.map((state) => [state, 0]));
    return JSON.stringify({ version: 1, at: `2026-11-0${day}T00:00:00Z`, waves: [], total });
  }

  for (const [code, httpStatus, remedy] of [
    ["AccessDenied", 403, /needs s3:PutObject on the bucket runs: `mfa-guard permissions --for status-s3`/],
    ["ExpiredToken", 400, /The session has expired\. Sign in again\./],
    ["Novelty", 400, /s3:PutObject answered Novelty \(no\)\. Check the bucket/],
  ] as const) {
    it(`ends with 2 and says what to do: ${code}`, async () => {
      const body = `<Error><Code>${code}</Code><Message>no</Message></Error>`;
      answer = () => ({ status: httpStatus, body });
      const result = await status();
      assert.deepEqual([result.code, result.stdout], [2, ""]);
      assert.match(result.stderr, remedy);
      assert.match(paths.at(-1) ?? "", /^\/runs\/x\/111122223333\//);
    });
  }
});

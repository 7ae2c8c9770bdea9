import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { setTimeout } from "node:timers/promises";
import { AwsError, errorResponse } from "../../support/fake-aws";
import { withEnvironment } from "../../support/environment";
import { type Fault, unchanged } from "../../support/fault-proxy";
import { OrganizationFixture, roleIn } from "./organization-fixture";

describe("credentials of audit --org, in a run that lasts longer than they do", () => {
  let org: OrganizationFixture;
  let folder: string;

  before(async () => {
    org = await OrganizationFixture.start();
  });

  after(() => org.emulator.stop());

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "mfa-guard-lasting-"));
  });

  afterEach(() => rm(folder, { recursive: true }));

  /**
   * A profile whose credential_process gives another key each time that it is run: AKIDRUN1, AKIDRUN2, …
   * @param last The run after which it gives none any more.
   * @param minutes How long each key is good for, by what it says itself; null: it does not say.
   */
  async function profile(last = Infinity, minutes: number | null = null): Promise<Record<string, string>> {
    const [script, runs, config] = ["process.js", "runs", "config"].map((name) => path.join(folder, name));
    assert.ok(script && runs && config);
    await writeFile(runs, "");
    await writeFile(
      script,
      `const fs = require("node:fs");
       fs.appendFileSync(${JSON.stringify(runs)}, "x");
       const run = fs.readFileSync(${JSON.stringify(runs)}, "utf8").length;
       if (run > ${last}) process.exit(1);
       const Expiration = ${minutes === null ? "undefined" : `new Date(Date.now() + ${minutes * 60_000}).toISOString()`};
       const keys = { AccessKeyId: "AKIDRUN" + run, SecretAccessKey: "s", SessionToken: "t" };
       console.log(JSON.stringify({ Version: 1, ...keys, Expiration }));`,
    );
    await writeFile(config, `[profile lasting]\ncredential_process = "${process.execPath}" "${script}"\n`);
    return {
      AWS_CONFIG_FILE: config,
      AWS_SHARED_CREDENTIALS_FILE: path.join(folder, "none"),
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "",
      AWS_SECRET_ACCESS_KEY: "",
    };
  }

  const runs = async () => (await readFile(path.join(folder, "runs"), "utf8")).length;

  async function moreRunsThan(run: number): Promise<void> {
    while ((await runs()) <= run) await setTimeout(5);
  }

  /** Each key is good for so many roles, the first for others; the session of one that is used up has ended. */
  function goodFor(
    roles: number,
    first = roles,
  ): { readonly fault: Fault; readonly used: Record<string, number> } {
    const used: Record<string, number> = {};
    const fault: Fault = (action) => {
      if (action !== "AssumeRole") return undefined;
      return (answered, response) => {
        const key = /Credential=([^/]+)\//.exec(response.req.headers.authorization ?? "")?.[1] ?? "";
        used[key] = (used[key] ?? 0) + 1;
        if (used[key] <= (key === "AKIDRUN1" ? first : roles)) return unchanged(answered, response);
        const { status, body } = errorResponse(new AwsError("ExpiredToken", "The token has expired", 403));
        response.writeHead(status, { "content-type": "text/xml" }).end(body);
      };
    };
    return { fault, used };
  }

  const args = ["--profile", "lasting", "--concurrency", "1"];

  it("come from their source again when AWS says that they have expired", async () => {
    const env = await profile();
    const { fault, used } = goodFor(1);
    const { stderr, report } = await withEnvironment(env, () => org.report(args, fault, { env }));
    assert.equal(stderr, "");
    assert.equal(report.accounts.length, 3);
    assert.deepEqual(used, { AKIDRUN1: 2, AKIDRUN2: 2, AKIDRUN3: 1 });
    assert.equal(await runs(), 3);
  });

  for (const { ends, minutes, renewed } of [
    { ends: "soon", minutes: 2, renewed: true },
    { ends: "long after the run", minutes: 120, renewed: false },
  ])
    it(`${renewed ? "are" : "are not"} renewed before AWS says anything where their session ends ${ends}`, async () => {
      const env = await profile(Infinity, minutes);
      const used = new Set<number>();
      // The AWS SDK renews what ends soon beside the calls that still use it: none is answered before it has.
      const answeredOnceRenewed: Fault = (action) => {
        if (action !== "AssumeRole") return undefined;
        return (answered, response) => {
          const run = Number(/AKIDRUN(\d+)/.exec(response.req.headers.authorization ?? "")?.[1]);
          used.add(run);
          void (renewed ? moreRunsThan(run) : Promise.resolve()).then(() => unchanged(answered, response));
        };
      };
      const { stderr, report } = await withEnvironment(env, () =>
        org.report(args, answeredOnceRenewed, { env }),
      );
      assert.deepEqual([stderr, report.accounts.length], ["", 3]);
      assert.ok(renewed ? (await runs()) > Math.min(...used) : used.size === 1, [...used].join());
    });

  it("are those of the calls to AWS Organizations too, once they were renewed", async () => {
    const env = await profile();
    const { fault } = goodFor(1);
    const keys: string[] = [];
    // AWS Organizations' calls have no Action among their parameters, as others that are answered in JSON have none.
    const seen: Fault = (action, ...rest) => {
      if (action !== "") return fault(action, ...rest);
      return (answered, response) => {
        const { authorization = "", "x-amz-target": target = "" } = response.req.headers;
        if (String(target).startsWith("AWSOrganizations"))
          keys.push(/Credential=([^/]+)\//.exec(authorization)?.[1] ?? "");
        unchanged(answered, response);
      };
    };
    const { report } = await withEnvironment(env, () => org.report([...args, "--scps"], seen, { env }));
    assert.equal(report.accounts.length, 3);
    assert.equal(keys[0], "AKIDRUN1");
    // One key for each account, in the order of ids that the emulator draws. SCPs hold in members alone.
    const last = org.members.at(-1) === org.management ? 2 : 3;
    assert.deepEqual([keys.at(-1), await runs()], [`AKIDRUN${last}`, 3]);
  });

  it("are renewed once for all accounts that are being read", async () => {
    const env = await profile();
    // What has the first key has expired, of however many accounts it is asked before the second is there.
    const { fault } = goodFor(3, 0);
    const all = ["--profile", "lasting", "--concurrency", "3"];
    const { report } = await withEnvironment(env, () => org.report(all, fault, { env }));
    assert.equal(report.accounts.length, 3);
    assert.equal(await runs(), 2);
  });

  it("that their source does not renew end the run, which says how to go on, and the next one does", async () => {
    const state = { XDG_STATE_HOME: path.join(folder, "state") };
    const ended = { ...(await profile(1)), ...state };
    const { code, stderr, report } = await withEnvironment(ended, () =>
      org.report(args, goodFor(1).fault, { env: ended }),
    );
    assert.deepEqual([code, report.accounts.length, report.failures.length], [2, 1, 2]);
    assert.match(
      stderr,
      /^The session expired\. Have the credential_process of the profile lasting make another, then re-run: what has been read is kept in /,
    );
    const renewed = { ...(await profile()), ...state };
    const next = await withEnvironment(renewed, () => org.report(args, undefined, { env: renewed }));
    assert.deepEqual(
      org.assumedSorted,
      org.members.slice(1).map((id) => roleIn(id)),
    );
    assert.equal(next.report.accounts.length, 3);
  });
});

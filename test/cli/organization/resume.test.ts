import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { AwsError } from "../../support/fake-aws";
import { runCli } from "../run-cli";
import { OrganizationFixture, refusing, roleIn } from "./organization-fixture";

describe("audit --org --resume", () => {
  let org: OrganizationFixture;
  let cwd: string;

  before(async () => {
    org = await OrganizationFixture.start();
  });

  after(() => org.emulator.stop());

  beforeEach(async () => {
    cwd = await mkdtemp(path.join(tmpdir(), "mfa-guard-resume-"));
  });

  afterEach(() => rm(cwd, { recursive: true }));

  const fileOf = (account: string) => path.join(cwd, "kept", `${account}.json`);

  function resume(
    args: readonly string[] = [],
    fault?: Parameters<OrganizationFixture["report"]>[1],
    now?: () => Date,
  ) {
    return org.report(["--resume", "kept", ...args], fault, { cwd, ...(now && { now }) });
  }

  it("reads only what the run before could not", async () => {
    const broken = await resume([], refusing(org.payments));
    assert.equal(broken.report.accounts.length, 2);
    const { report } = await resume();
    assert.deepEqual(org.assumed, [roleIn(org.payments)]);
    assert.equal(org.calls["GetAccountAuthorizationDetails"], 1);
    assert.deepEqual(
      report.accounts.map(({ id, facts }) => [id, facts.source, facts.file]),
      org.members.map((id) =>
        id === org.payments ? [id, "live", null] : [id, "snapshot", path.join("kept", `${id}.json`)],
      ),
    );
  });

  it("finds the same in what was kept as live", async () => {
    const live = await resume();
    const later = await resume();
    assert.deepEqual(org.assumed, []);
    const found = ({ report }: typeof live) =>
      report.accounts.map(({ id, label, consoleUsers, results }) => ({ id, label, consoleUsers, results }));
    assert.deepEqual(found(later), found(live));
    assert.equal(later.code, live.code);
  });

  it("keeps what was read before the session expired", async () => {
    const expired = (action: string, before: number) =>
      action === "AssumeRole" && before >= 1 ? new AwsError("ExpiredToken", "expired") : undefined;
    const { stderr } = await resume(["--concurrency", "1"], expired);
    assert.match(
      stderr,
      /^The session expired\. Sign in again, then re-run: what has been read is kept in kept, and good for 24 h 0 min\.$/m,
    );
    const { report } = await resume();
    assert.deepEqual(
      org.assumedSorted,
      org.members.slice(1).map((id) => roleIn(id)),
    );
    assert.equal(report.accounts.length, 3);
  });

  it("keeps a snapshot of each account, for its owner alone, whole", async () => {
    await resume();
    assert.deepEqual((await readdir(path.join(cwd, "kept"))).sort(), [
      ...org.members.map((id) => `${id}.json`),
      "run.json",
    ]);
    assert.equal((await stat(path.join(cwd, "kept"))).mode & 0o777, 0o700);
    assert.equal((await stat(fileOf(org.web))).mode & 0o777, 0o600);
    const alone = ["audit", "--facts", fileOf(org.web), "--rule", "console-user-mfa"];
    const { code, stdout } = await runCli(alone, { now: () => new Date() });
    assert.equal(code, 1, stdout);
    assert.match(stdout, /^1 of 1 console user of/m);
  });

  it("has another try at an account of which something could not be read", async () => {
    const denied = (action: string) =>
      action === "ListVirtualMFADevices" ? new AwsError("AccessDenied", "no") : undefined;
    await resume([], denied);
    assert.deepEqual(
      (await readdir(path.join(cwd, "kept"))).sort(),
      [...org.members.map((id) => `${id}.partial.json`), "run.json"],
      "in part, for merge alone",
    );
    await resume();
    assert.equal(org.assumed.length, 3);
  });

  it("reads again what is too old", async () => {
    await resume();
    const tomorrow = () => new Date(Date.now() + 25 * 3_600_000);
    const young = await resume(["--max-age", "26"], undefined, tomorrow);
    assert.equal(
      young.stderr,
      "3 of 3 accounts are judged as kept has them, the oldest read 25 h 0 min ago, and not read again; " +
        "--max-age says how old they may be, and --no-resume reads all.\n",
    );
    assert.deepEqual(org.assumed, []);
    assert.equal((await resume([], undefined, tomorrow)).stderr, "");
    assert.equal(org.assumed.length, 3);
  });

  for (const { what, content, says } of [
    { what: "is damaged", content: () => Promise.resolve("{"), says: /it is not JSON/ },
    {
      what: "is of another account",
      content: () => readFile(fileOf(org.payments), "utf8"),
      says: /does not hold account/,
    },
  ])
    it(`reads again what ${what}, and says so`, async () => {
      await resume();
      await writeFile(fileOf(org.web), await content());
      const { stderr } = await resume();
      assert.match(stderr, says);
      assert.deepEqual(org.assumed, [roleIn(org.web)]);
      assert.match((await resume()).stderr, /^3 of 3 accounts are judged as kept has them, .*\n$/);
    });

  it("judges an account that can't be kept, and says so", async () => {
    await mkdir(fileOf(org.web), { recursive: true });
    const { report, stderr } = await resume();
    assert.equal(report.accounts.length, 3);
    assert.match(
      stderr,
      new RegExp(`^What is read of account ${org.web} is not kept: .*can't be written`, "m"),
    );
  });

  it("is refused where others may write to the folder, for they would decide what is found", async () => {
    await mkdir(path.join(cwd, "kept"));
    for (const mode of [0o777, 0o770, 0o702]) {
      await chmod(path.join(cwd, "kept"), mode);
      const { code, stderr } = await org.audit(["--resume", "kept"], undefined, { cwd });
      assert.equal(code, 2);
      assert.match(
        stderr,
        /^mfa-guard: Others may write to kept, and so decide what is found\..* chmod 700 it\.$/m,
      );
    }
    assert.deepEqual(org.calls, {});
  });

  it("is refused where the folder can't be made, before AWS is asked anything", async () => {
    await writeFile(path.join(cwd, "kept"), "a file");
    const { code, stderr } = await org.audit(["--resume", "kept"], undefined, { cwd });
    assert.equal(code, 2);
    assert.match(stderr, /^mfa-guard: The folder kept can't be made: there is a file of that name\./);
    assert.deepEqual(org.calls, {});
  });
});

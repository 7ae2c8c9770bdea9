import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import * as path from "node:path";
import { AwsError } from "../../support/fake-aws";
import type { Fault } from "../../support/fault-proxy";
import { stateFolder } from "../../../cli/organization/keeping";
import { OrganizationFixture, refusing, roleIn } from "./organization-fixture";

const HOUR = 3_600_000;

/** The session ends after so many accounts. */
const endingAfter =
  (accounts: number): Fault =>
  (action, before) =>
    action === "AssumeRole" && before >= accounts ? new AwsError("ExpiredToken", "expired", 403) : undefined;

describe("audit --org without --resume", () => {
  let org: OrganizationFixture;
  let home: string;

  before(async () => {
    org = await OrganizationFixture.start();
  });

  after(() => org.emulator.stop());

  beforeEach(async () => {
    home = await mkdtemp(path.join(tmpdir(), "mfa-guard-state-"));
  });

  afterEach(() => rm(home, { recursive: true, force: true }));

  /** With a home in which programs keep their state; the proxy before the emulator is another in each run. */
  function run(args: readonly string[] = [], fault?: Fault, now = () => new Date()) {
    return org.report(args, fault, { env: { XDG_STATE_HOME: home }, now });
  }

  const organizations = () => path.join(home, "mfa-guard", "organizations");

  /** The folder of the only run; null: there is none. */
  async function folder(): Promise<string | null> {
    const [organization] = await readdir(organizations()).catch(() => []);
    const [role] = organization === undefined ? [] : await readdir(path.join(organizations(), organization));
    return role === undefined ? null : path.join(organizations(), organization ?? "", role);
  }

  async function existing(): Promise<string> {
    const found = await folder();
    assert.ok(found);
    return found;
  }

  it("keeps what was read before the session ended, says where, and the next run goes on", async () => {
    const broken = await run(["--concurrency", "1"], endingAfter(1));
    assert.equal(broken.code, 2);
    const kept = await existing();
    assert.equal(path.basename(kept), "OrganizationAccountAccessRole");
    assert.ok(
      broken.stderr.endsWith(
        `The session expired. Sign in again, then re-run: what has been read is kept in ${kept}, and good for 4 h 0 min.\n`,
      ),
      broken.stderr,
    );
    assert.equal((await stat(kept)).mode & 0o777, 0o700);
    const { report, stderr } = await run();
    assert.deepEqual(
      org.assumedSorted,
      org.members.slice(1).map((id) => roleIn(id)),
    );
    assert.equal(report.accounts.length, 3);
    assert.match(
      stderr,
      /^1 of 3 accounts are judged as .*, the oldest read 0 min ago, .*--no-resume reads all\.$/m,
    );
    assert.equal(await folder(), null, "the run has ended, so nothing of it stays");
  });

  it("reads all anew after a run that has ended, also where an account could not be read", async () => {
    await run([], refusing(org.payments));
    assert.equal(await folder(), null);
    const { stderr } = await run();
    assert.equal(stderr, "");
    assert.equal(org.assumed.length, 3);
  });

  it("tells in every format what is of the run before, and how old it is", async () => {
    await run(["--concurrency", "1"], endingAfter(1));
    const later = () => new Date(Date.now() + 2 * HOUR);
    for (const format of ["table", "jsonl", "csv", "sarif", "junit", "html", "ocsf"]) {
      const fault = endingAfter(0);
      const told = await org.text(format, [], fault, { env: { XDG_STATE_HOME: home }, now: later });
      const text = told.replace(/\s+/g, " ");
      assert.match(text, /the account itself was read 2 h \d min before this report/, format);
    }
  });

  it("takes up nothing that is older than four hours, or than --max-age says", async () => {
    const later = () => new Date(Date.now() + 4 * HOUR + 60_000);
    await run(["--concurrency", "1"], endingAfter(2));
    const older = await run(["--max-age", "5", "--concurrency", "1"], endingAfter(0), later);
    assert.equal(older.report.accounts.length, 2);
    await run([], undefined, later);
    assert.equal(org.assumed.length, 3);
  });

  it("keeps and takes up nothing with --no-resume", async () => {
    await run(["--concurrency", "1"], endingAfter(1));
    const before = await readdir(await existing());
    const { stderr } = await run(["--no-resume"]);
    assert.equal(stderr, "");
    assert.equal(org.assumed.length, 3);
    assert.deepEqual(await readdir(await existing()), before);
    const refused = await run(["--no-resume", "--max-age", "5"]).catch((error: unknown) => String(error));
    assert.match(String(refused), /SyntaxError/, "no report");
  });

  it("keeps apart what is read through another role, of another shard, and by other questions", async () => {
    await run(["--concurrency", "1"], endingAfter(1));
    await run(["--org-role", "audit/reader", "--concurrency", "1"], endingAfter(1));
    assert.deepEqual(org.assumed[0], roleIn(org.members[0] ?? "", "audit/reader"));
    const [organization = ""] = await readdir(organizations());
    assert.deepEqual((await readdir(path.join(organizations(), organization))).sort(), [
      "OrganizationAccountAccessRole",
      "audit%2Freader",
    ]);
    const of = { organization: "o-abcdefghij", role: "r", asking: ["live-passwords"] };
    assert.equal(
      stateFolder({ env: { HOME: "/h" } }, { ...of, shard: { number: 3, of: 8 } }),
      path.join(
        "/h",
        ".local",
        "state",
        "mfa-guard",
        "organizations",
        "o-abcdefghij",
        "r+live-passwords+3-of-8",
      ),
    );
    assert.equal(stateFolder({ env: { XDG_STATE_HOME: "relative" } }, { ...of, shard: undefined }), null);
  });

  describe("where another run has the folder", () => {
    const lock = async () => path.join(await existing(), "lock");

    beforeEach(() => run(["--concurrency", "1"], endingAfter(1)));

    for (const [what, holder] of [
      ["that goes on", `${hostname()} ${process.pid}`],
      ["on another computer", "elsewhere 1"],
    ] as const)
      it(`${what}, reads all and leaves the folder alone`, async () => {
        await writeFile(await lock(), holder);
        const before = await readdir(await existing());
        const { stderr, report } = await run();
        assert.match(
          stderr,
          /^Another run over this organization keeps what it reads in .*: this one keeps nothing\.\n$/,
        );
        assert.equal(report.accounts.length, 3);
        assert.equal(org.assumed.length, 3);
        assert.deepEqual(await readdir(await existing()), before);
      });

    it("that was killed, takes it over", async () => {
      // No process has this number: Linux has 4,194,304 at most.
      await writeFile(await lock(), `${hostname()} 99999999`);
      await run();
      assert.equal(org.assumed.length, 2);
      assert.equal(await folder(), null);
    });
  });

  it("takes up nothing where others may write to the folder, and says so", async () => {
    await run(["--concurrency", "1"], endingAfter(1));
    await chmod(await existing(), 0o777);
    const { stderr } = await run();
    assert.match(stderr, /^What is read is not kept for a run after this one: Others may write to /);
    assert.equal(org.assumed.length, 3);
  });

  it("stops nothing where the folder can't be made", async () => {
    await mkdir(path.join(home, "mfa-guard"));
    await writeFile(organizations(), "a file");
    const { code, stderr } = await run();
    assert.equal(code, 1);
    assert.match(stderr, /^What is read is not kept for a run after this one: The folder .* can't be made/);
  });

  it("shares a folder that is named with another run at the same time", async () => {
    const shared = ["--resume", path.join(home, "shared")];
    const two = await Promise.all([1, 2].map(() => org.report(shared)));
    for (const { code, report } of two) assert.deepEqual([code, report.accounts.length], [1, 3]);
    for (const id of org.members)
      JSON.parse(await readFile(path.join(home, "shared", `${id}.json`), "utf8")) as unknown;
  });
});

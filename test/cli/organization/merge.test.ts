import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { keepAccounts } from "../../../bench/formats/kept";
import { isInShard, type Shard } from "../../../cli/organization/shard";
import type { Report } from "../../../cli/report/report-model";
import { runCli } from "../run-cli";
import { OrganizationFixture, refusing } from "./organization-fixture";

const now = () => new Date();

/** What may differ: when it was made, where an account was read from, and how the rest could be. */
function comparable(report: Report): unknown {
  const accounts = report.accounts.map(({ facts, ...account }) => ({
    ...account,
    facts: {
      ...facts,
      readAt: null,
      source: null,
      file: null,
      passwords: null,
      credentialReportAt: null,
      notLookedAt: null,
    },
  }));
  return { ...report, accounts, generatedAt: null };
}

/** One that has some of the accounts and not all: the emulator gives them other numbers each time. */
function shardOfSome(ids: readonly string[]): Shard {
  for (let of = 2; ; of++)
    for (let number = 1; number <= of; number++) {
      const own = ids.filter((id) => isInShard(id, { number, of }));
      if (own.length > 0 && own.length < ids.length) return { number, of };
    }
}

describe("merge", () => {
  let org: OrganizationFixture;
  let folder: string;

  before(async () => {
    org = await OrganizationFixture.start();
  });

  after(() => org.emulator.stop());

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "mfa-guard-merge-"));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  const kept = (number: number) => path.join(folder, `shard-${number}`);

  async function merge(folders: readonly string[]): Promise<{ code: number; report: Report }> {
    const all = ["merge", ...folders, "--rule", "console-user-mfa", "--format", "json"];
    const { code, stdout, stderr } = await runCli(all, { now });
    assert.equal(stderr, "");
    return { code, report: JSON.parse(stdout) as Report };
  }

  it("makes of eight shards what one run makes, with an account that is refused and one that is closed", async () => {
    const fault = refusing(org.payments);
    const numbers = [1, 2, 3, 4, 5, 6, 7, 8];
    for (const number of numbers)
      await org.report(["--shard", `${number}/8`, "--resume", kept(number)], fault);
    const one = await org.report([], fault);
    const { code, report } = await merge(numbers.map(kept));
    assert.equal(code, one.code);
    assert.deepEqual(comparable(report), comparable(one.report));
    assert.equal(report.accounts.length + report.failures.length, org.members.length);
  });

  it("tells of the accounts of a shard whose folder is not there", async () => {
    const shard = shardOfSome(org.members);
    await org.report(["--shard", `${shard.number}/${shard.of}`, "--resume", kept(1)]);
    const { code, report } = await merge([kept(1)]);
    assert.equal(code, 2);
    const elsewhere = org.members.filter((id) => !isInShard(id, shard));
    assert.deepEqual(
      report.failures.map(({ id }) => id),
      elsewhere,
    );
    for (const { message } of report.failures) assert.match(message, /no folder was given/);
  });

  it("refuses a folder that does not say which accounts there are", async () => {
    const { code, stderr } = await runCli(["merge", folder], { now });
    assert.equal(code, 2);
    assert.match(stderr, /does not say which accounts there are/);
  });

  it("refuses a run whose accounts have other names than numbers, which are names of files", async () => {
    const [id = ""] = await keepAccounts(folder, 1, 1, now());
    const file = path.join(folder, "run.json");
    await writeFile(file, (await readFile(file, "utf8")).replaceAll(id, "../../evil"));
    const { code, stderr } = await runCli(["merge", folder], { now });
    assert.equal(code, 2);
    assert.match(stderr, /run\.json is not what a run has left \(.*twelve digits/s);
  });
});

describe("a shard", () => {
  it("has each account in one of them, whatever others there are, and about as many as the next", () => {
    const ids = Array.from({ length: 4000 }, (_, index) => `${100_000_000_000 + index}`);
    const sizes = [1, 2, 3, 4, 5, 6, 7, 8].map(
      (number) => ids.filter((id) => isInShard(id, { number, of: 8 })).length,
    );
    assert.equal(
      sizes.reduce((sum, size) => sum + size, 0),
      ids.length,
    );
    for (const size of sizes) assert.ok(size > 400 && size < 600, String(size));
  });
});

import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { type Counts, STATES } from "../../../cli/status/burndown";
import { mergeHistories } from "../../../cli/status/history";
import type { Entry } from "../../../cli/status/status-json";
import type { OrganizationStatus } from "../../../cli/status/status-organization";
import { type Fault, FaultProxy } from "../../support/fault-proxy";
import { environmentOf, runCli } from "../run-cli";
import { assertAsPublished } from "../schemas";
import { OrganizationFixture, refusing } from "./organization-fixture";

const HOUR = 60 * 60 * 1000;

describe("status --org", () => {
  let org: OrganizationFixture;
  let cwd: string;

  before(async () => {
    org = await OrganizationFixture.start();
  });

  after(() => org.emulator.stop());

  beforeEach(async () => {
    cwd = await mkdtemp(path.join(tmpdir(), "mfa-guard-status-"));
  });

  afterEach(() => rm(cwd, { recursive: true }));

  async function status(args: readonly string[], fault: Fault = () => undefined, hours = 0) {
    const proxy = await FaultProxy.start(org.emulator.endpoint, fault);
    try {
      const all = ["status", "--org", "--no-resume", ...args];
      const now = () => new Date(Date.now() + hours * HOUR);
      const result = await runCli(all, { env: environmentOf(proxy), cwd, now });
      assertAsPublished("organization-status", all, result.stdout);
      return result;
    } finally {
      await proxy.stop();
    }
  }

  async function json(args: readonly string[] = [], fault?: Fault, hours?: number) {
    const { code, stdout, stderr } = await status(["--format", "json", ...args], fault, hours);
    return { code, stderr, ...(JSON.parse(stdout) as OrganizationStatus) };
  }

  it("counts the people of each account, and of all, and names the closed one", async () => {
    const { accounts, total, leftOut, failures, code } = await json();
    const of = (id: string) => accounts.find((account) => account.id === id)?.total;
    assert.deepEqual(
      [org.management, org.payments, org.web].map((id) => [of(id)?.enrolled, of(id)?.open]),
      [
        [5, 2],
        [10, 4],
        [0, 1],
      ],
    );
    assert.deepEqual([total.enrolled, total.open], [15, 7]);
    assert.deepEqual(
      leftOut.map(({ id }) => id),
      [org.closed],
    );
    assert.deepEqual([failures, code], [[], 0]);
  });

  it("goes by the rollout file of each account, and is 1 where somebody is overdue", async () => {
    await mkdir(path.join(cwd, "rollouts"));
    const file = "account: existing\nwaves:\n  - {name: all, rest: true, deadline: 2026-01-01T00:00:00Z}\n";
    await writeFile(path.join(cwd, "rollouts", `${org.web}.yaml`), file);
    const { code, stdout } = await status(["--rollout", "rollouts"]);
    assert.equal(code, 1);
    assert.match(
      stdout,
      /^3 of 3 accounts read: 15 of 22 console users have MFA \(68 %\); 1 overdue, 6 open$/m,
    );
    assert.match(stdout, new RegExp(`^account ${org.web} \\(web\\b.*\\) +0 +0 +1 +0 +0 +0$`, "m"));
    assert.match(stdout, /^all +15 +0 +1 +0 +6 +0$/m);
    const told = `^The rollout files:\\n- waves\\[0\\]\\.deadline: Wave all is new.*\\(account ${org.web} \\(web\\b.*\\)\\)$`;
    assert.match(stdout, new RegExp(told, "m"));
  });

  it("tells of an account that could not be read, counts nobody of it, and is 2 before 1", async () => {
    const { code, total, failures, accounts } = await json([], refusing(org.payments));
    assert.equal(code, 2);
    assert.equal(accounts.length, 2);
    assert.equal(total.enrolled, 5);
    assert.match(failures[0]?.message ?? "", /AccessDenied/);
    const { stdout } = await status(["--format", "csv"], refusing(org.payments));
    assert.match(stdout, new RegExp(`^${org.payments},,,unknown,,,,.*AccessDenied`, "m"));
    assert.match(stdout, /^\d{12},[^,]+,arn:aws:iam::/m);
  });

  it("keeps the history of each account where `status` of that account has it, and merges them", async () => {
    await json(["--history", "h", "--account", org.web], undefined, -2);
    const { history } = await json(["--history", "h"]);
    assert.deepEqual(
      history.map(({ accounts, total }) => [accounts, total.open]),
      [
        [1, 1],
        [3, 7],
      ],
    );
    assert.deepEqual((await readdir(path.join(cwd, "h"))).sort(), org.members);
    assert.equal((await readdir(path.join(cwd, "h", org.web))).length, 2);
  });

  it("is a page too, with accounts as rows, the curve of all runs, and nobody's name", async () => {
    await json(["--history", "h", "--account", org.web], undefined, -24);
    const { code, stdout } = await status(["--format", "html", "--history", "h"], refusing(org.payments));
    assert.equal(code, 2);
    assert.match(stdout, /^<!doctype html>/i);
    const rows = [...stdout.matchAll(/<tr><th scope="row">([^<]*)<\/th>(.*?)<\/tr>/g)].map(
      ([, name, cells = ""]) => [
        (name ?? "").replace(/ \(.*/, ""),
        [...cells.matchAll(/data-head="([^"]*)">([^<]*)</g)].map(([, head, value]) => `${head} ${value}`),
      ],
    );
    const byName = Object.fromEntries(rows.slice(-3)) as Record<string, string[]>;
    assert.deepEqual(
      Object.keys(byName).sort(),
      [`account ${org.management}`, `account ${org.web}`, "all"].sort(),
    );
    for (const [name, enrolled, open] of [
      [`account ${org.management}`, 5, 2],
      [`account ${org.web}`, 0, 1],
      ["all", 5, 3],
    ] as const)
      for (const cell of [`enrolled ${enrolled}`, `open ${open}`])
        assert.ok(byName[name]?.includes(cell), cell);
    const runs = rows.slice(0, -3).map(([, cells]) => cells?.slice(0, 2));
    assert.deepEqual(runs, [
      ["accounts 1", "still to enrol 1"],
      ["accounts 2", "still to enrol 3"],
    ]);
    assert.match(
      stdout,
      new RegExp(`Accounts that could not be read</h2>\\n<ul><li>account ${org.payments}.*AccessDenied`),
    );
    assert.match(stdout, new RegExp(`left out</h2>\\n<ul><li>account ${org.closed}`));
    assert.doesNotMatch(stdout, /user0/);
  });

  it("refuses an account that is not of the organization, before any is read", async () => {
    const { code, stderr } = await status(["--account", "999999999999"]);
    assert.equal(code, 2);
    assert.match(stderr, /no account 999999999999/);
  });
});

describe("merged histories", () => {
  const entry = (at: string, open: number): Entry => ({
    ...{ version: 1, at, waves: [] },
    total: { ...(Object.fromEntries(STATES.map((state) => [state, 0])) as Counts), open },
  });

  it("have at each time the latest run of each account by then, in order of time", () => {
    const one = [entry("2026-11-01T00:00:00Z", 9), entry("2026-11-03T00:00:00Z", 5)];
    const other = [entry("2026-11-02T00:00:00Z", 4), entry("2026-11-03T00:00:00Z", 1)];
    assert.deepEqual(
      mergeHistories([one, other, []]).map(({ at, accounts, total }) => [
        at.slice(8, 10),
        accounts,
        total.open,
      ]),
      [
        ["01", 1, 9],
        ["02", 2, 13],
        ["03", 2, 6],
      ],
    );
  });
});

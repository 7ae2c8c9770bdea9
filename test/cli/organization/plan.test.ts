import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import type { OrganizationPlanJson } from "../../../cli/rollout/plan-organization";
import { AwsError } from "../../support/fake-aws";
import { type Fault, FaultProxy } from "../../support/fault-proxy";
import { environmentOf, runCli } from "../run-cli";
import { assertAsPublished } from "../schemas";
import { OrganizationFixture, refusing } from "./organization-fixture";

describe("plan --org", () => {
  let org: OrganizationFixture;
  let cwd: string;

  before(async () => {
    org = await OrganizationFixture.start();
  });

  after(() => org.emulator.stop());

  beforeEach(async () => {
    cwd = await mkdtemp(path.join(tmpdir(), "mfa-guard-plan-"));
  });

  afterEach(() => rm(cwd, { recursive: true }));

  async function plan(args: readonly string[], fault: Fault = () => undefined) {
    const proxy = await FaultProxy.start(org.emulator.endpoint, fault);
    try {
      const all = ["plan", "--org", "--no-resume", ...args];
      const result = await runCli(all, { env: environmentOf(proxy), cwd, now: () => new Date() });
      assertAsPublished("organization-plan", all, result.stdout);
      return { ...result, calls: { ...proxy.calls } };
    } finally {
      await proxy.stop();
    }
  }

  async function json(args: readonly string[] = [], fault?: Fault) {
    const result = await plan(["--format", "json", ...args], fault);
    return { ...result, ...(JSON.parse(result.stdout) as OrganizationPlanJson) };
  }

  it("counts the users of each account as that account has them, and asks whose password must be changed", async () => {
    const { accounts, total, leftOut, calls } = await json();
    const of = (id: string) => accounts.find((account) => account.id === id)?.counts;
    assert.deepEqual(
      [org.management, org.payments, org.web].map((id) => [of(id)?.withPassword, of(id)?.withoutMfa]),
      [
        [7, 2],
        [14, 4],
        [1, 1],
      ],
    );
    assert.deepEqual([total.withPassword, total.withoutMfa], [22, 7]);
    assert.deepEqual(
      leftOut.map(({ id }) => id),
      [org.closed],
    );
    assert.ok((calls.GetLoginProfile ?? 0) >= 7);
  });

  it("names in an account only those about whom there is something to decide", async () => {
    const { accounts } = await json();
    for (const { group, people, counts, unknown } of accounts) {
      assert.ok(people.length <= counts.wouldBreak + counts.unknown);
      if (group !== "decide") assert.deepEqual([people, unknown], [[], []]);
    }
  });

  it("proposes defaults, and a file only for accounts with something to decide; status goes by them", async () => {
    const { accounts } = await json(["--output", "rollouts", "--start", "2999-01-01T09:00:00Z"]);
    const own = accounts.filter(({ group }) => group === "decide").map(({ id }) => `${id}.yaml`);
    assert.deepEqual((await readdir(path.join(cwd, "rollouts"))).sort(), [...own, "defaults.yaml"].sort());
    const text = await readFile(path.join(cwd, "rollouts", "defaults.yaml"), "utf8");
    for (const { id, group } of accounts) assert.equal(text.includes(id), group !== "decide");
    assert.match(text, /name: everyone\n +rest: true\n +deadline: "?2999-01-01T09:00:00/);
    const schema = "../node_modules/mfa-guard/docs/rollout.schema.json";
    assert.ok(text.startsWith(`# yaml-language-server: $schema=${schema}\n`), text);
    const again = await plan(["--output", "rollouts"]);
    assert.match(again.stderr, /rollouts is not empty/);
    assert.equal(again.code, 2);
    assert.equal((await json(["--rollout", "rollouts"])).accounts.length, 3);
  });

  it("has what an account does not answer decided on, and gives it a file of its own", async () => {
    const denied: Fault = (action) =>
      action === "GetLoginProfile" ? new AwsError("AccessDenied", "not authorized") : undefined;
    const { accounts, code } = await json(["--account", org.web, "--output", "rollouts"], denied);
    assert.deepEqual([accounts.map(({ group }) => group), code], [["decide"], 1]);
    assert.deepEqual((await readdir(path.join(cwd, "rollouts"))).sort(), [
      `${org.web}.yaml`,
      "defaults.yaml",
    ]);
  });

  it("tells of an account that could not be read, in the proposal too, and is 2", async () => {
    const { code, stdout } = await plan(["--output", "rollouts"], refusing(org.payments));
    assert.equal(code, 2);
    assert.match(stdout, /^2 of 3 accounts read: /m);
    assert.match(stdout, new RegExp(`Not read.*\\n- account ${org.payments}.*AccessDenied`));
    const text = await readFile(path.join(cwd, "rollouts", "defaults.yaml"), "utf8");
    assert.match(text, new RegExp(`# These could not be read\\..*\\n# +account ${org.payments}`));
  });

  it("tells what is the matter with the rollout files, of accounts with one file once", async () => {
    await mkdir(path.join(cwd, "rollouts"));
    const rollout = (wave: string) =>
      `account: existing\nwaves:\n  - {name: ${wave}, rest: true, deadline: 2026-01-01T00:00:00Z}\n`;
    await writeFile(path.join(cwd, "rollouts", "defaults.yaml"), rollout("all"));
    await writeFile(path.join(cwd, "rollouts", `${org.web}.yaml`), rollout("web"));
    const { stdout } = await plan(["--rollout", "rollouts"]);
    const [, told = ""] = stdout.split("The rollout files:\n");
    const lines = told.split("\n").filter((line) => line.startsWith("- waves[0].deadline: Wave "));
    assert.equal(lines.length, 2);
    for (const [wave, ids] of [
      ["all", [org.management, org.payments]],
      ["web", [org.web]],
    ] as const) {
      const line = lines.find((text) => text.includes(`Wave ${wave} is new`)) ?? "";
      assert.deepEqual(
        org.members.filter((id) => line.includes(id)),
        org.members.filter((id) => (ids as readonly string[]).includes(id)),
      );
    }
  });

  it("takes what an earlier run has kept, as old as --max-age allows", async () => {
    const kept = async (args: readonly string[], hours = 0) => {
      const now = () => new Date(Date.now() + hours * 3_600_000);
      const all = ["plan", "--org", "--resume", "kept", ...args];
      return runCli(all, { env: environmentOf(org.emulator), cwd, now });
    };
    await kept([]);
    assert.match(
      (await kept(["--max-age", "31"], 30)).stderr,
      /^3 of 3 accounts are judged as kept has them/,
    );
    assert.doesNotMatch((await kept(["--max-age", "29"], 30)).stderr, /are judged as kept has them/);
    assert.match(
      (await plan(["--max-age", "1"])).stderr,
      /--max-age goes with --org only, and without --no-resume/,
    );
  });

  it("refuses what is of one account", async () => {
    assert.match((await plan(["--since", "x.json"])).stderr, /--since is of one account/);
    assert.match(
      (await runCli(["plan", "--account", org.web], { env: {}, cwd, now: () => new Date() })).stderr,
      /--account goes with --org only/,
    );
  });
});

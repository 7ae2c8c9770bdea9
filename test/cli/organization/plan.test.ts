import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import type { OrganizationPlanJson } from "../../../cli/rollout/organization-model";
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

  it("refuses what is of one account", async () => {
    assert.match((await plan(["--since", "x.json"])).stderr, /--since is of one account/);
    assert.match(
      (await runCli(["plan", "--account", org.web], { env: {}, cwd, now: () => new Date() })).stderr,
      /--account goes with --org only/,
    );
  });
});

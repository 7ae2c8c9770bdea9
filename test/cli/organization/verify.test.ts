import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import type { OrganizationVerifyJson } from "../../../cli/verify/organization-model";
import { AwsError } from "../../support/fake-aws";
import { type Fault, FaultProxy } from "../../support/fault-proxy";
import { environmentOf, runCli } from "../run-cli";
import { assertAsPublished } from "../schemas";
import { OrganizationFixture, refusing } from "./organization-fixture";

describe("verify --org", () => {
  let org: OrganizationFixture;
  let cwd: string;

  before(async () => {
    org = await OrganizationFixture.start();
  });

  after(() => org.emulator.stop());

  beforeEach(async () => {
    cwd = await mkdtemp(path.join(tmpdir(), "mfa-guard-verify-"));
  });

  afterEach(() => rm(cwd, { recursive: true }));

  async function verify(args: readonly string[], fault: Fault = () => undefined) {
    const proxy = await FaultProxy.start(org.emulator.endpoint, fault);
    try {
      const all = ["verify", "--org", "--no-resume", ...args];
      const result = await runCli(all, { env: environmentOf(proxy), cwd, now: () => new Date() });
      assertAsPublished("organization-verify", all, result.stdout);
      return { ...result, calls: { ...proxy.calls } };
    } finally {
      await proxy.stop();
    }
  }

  async function json(args: readonly string[] = [], fault?: Fault) {
    const result = await verify(["--format", "json", ...args], fault);
    return { ...result, ...(JSON.parse(result.stdout) as OrganizationVerifyJson) };
  }

  it("judges the users of each account, names those who are not as they should be, and is 1", async () => {
    const { accounts, counts, result, leftOut, code, calls } = await json();
    const of = (id: string) => accounts.find((account) => account.id === id);
    const found = [org.management, org.payments, org.web].map((id) => [
      of(id)?.counts.uncovered,
      of(id)?.users.length,
    ]);
    assert.deepEqual(found, [
      [7, 7],
      [14, 14],
      [1, 1],
    ]);
    assert.deepEqual([counts.uncovered, counts.passes, result, code], [22, 0, "found", 1]);
    assert.deepEqual(
      leftOut.map(({ id }) => id),
      [org.closed],
    );
    assert.ok((calls.GetLoginProfile ?? 0) >= 7);
  });

  it("says the same at a terminal, with an account a line", async () => {
    const { stdout } = await verify([]);
    assert.match(stdout, /^3 of 3 accounts read: 22 not covered$/m);
    assert.match(stdout, /^all accounts +0 +22 +0/m);
    assert.match(
      stdout,
      new RegExp(`^account ${org.web}.*:\\n- under no policy that forces MFA: \\S+$`, "m"),
    );
    assert.match(stdout, /✖ does not pass\n$/);
  });

  it("goes by the rollout file of each account: who is exempt there is so nowhere else", async () => {
    const { users } = (await json(["--account", org.web])).accounts[0] ?? {};
    const user = users?.[0]?.name ?? "";
    await mkdir(path.join(cwd, "rollouts"));
    const exemption = `exemptions:\n  - {user: ${user}, owner: ops, reason: leaves, expires: 2999-01-01}\n`;
    const file = "account: existing\nwaves:\n  - {name: all, rest: true, deadline: 2999-01-01T00:00:00Z}\n";
    await writeFile(path.join(cwd, "rollouts", `${org.web}.yaml`), file + exemption);
    const { accounts, code } = await json(["--rollout", "rollouts"]);
    const exempt = accounts.map(({ id, counts, result }) => [id, counts.exempt, result]);
    assert.deepEqual(
      exempt.sort(),
      org.members.map((id) => (id === org.web ? [id, 1, "passes"] : [id, 0, "found"])),
    );
    assert.equal(code, 1);
    assert.equal((await json(["--rollout", "rollouts", "--account", org.web])).code, 0);
  });

  it("passes nobody whose policies it could not read, and is 2 unless told otherwise", async () => {
    const denied: Fault = (action) =>
      action === "GetAccountAuthorizationDetails"
        ? new AwsError("AccessDenied", "not authorized")
        : undefined;
    const { accounts, result, code } = await json(["--account", org.web], denied);
    assert.deepEqual([result, code, accounts[0]?.counts.passes], ["unknown", 2, 0]);
    assert.match(accounts[0]?.unknown[0]?.code ?? "", /AccessDenied/);
    const { stdout, code: allowed } = await verify(["--account", org.web, "--allow-unknown"], denied);
    assert.equal(allowed, 0);
    assert.match(stdout, /AccessDenied[^]*\? not all could be judged\n$/);
  });

  it("tells of an account that could not be read, and is 2 before 1, whatever is allowed", async () => {
    const { code, failures, accounts } = await json(["--allow-unknown"], refusing(org.payments));
    assert.deepEqual([code, accounts.length], [2, 2]);
    assert.match(failures[0]?.message ?? "", /AccessDenied/);
    const { stdout } = await verify([], refusing(org.payments));
    assert.match(stdout, /^2 of 3 accounts read: 8 not covered$/m);
    assert.match(stdout, /\? not all accounts could be read\n$/);
  });

  it("refuses what is of one account, and what is of an organization without --org", async () => {
    const live = await verify(["--live"]);
    assert.match(live.stderr, /--live is of one account/);
    assert.deepEqual([live.code, live.calls], [2, {}]);
    const alone = await runCli(["verify", "--max-age", "3"], { env: {}, cwd, now: () => new Date() });
    assert.match(alone.stderr, /--max-age goes with --org only/);
  });
});

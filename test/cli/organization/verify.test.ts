import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { AttachUserPolicyCommand } from "@aws-sdk/client-iam";
import type { OrganizationVerifyJson } from "../../../cli/verify/verify-organization";
import { DAY } from "../../../policypack/iam/days";
import { ALLOW_ALL, ours, withDeny } from "../../policypack/iam/documents";
import { AwsError } from "../../support/fake-aws";
import { type Fault, FaultProxy } from "../../support/fault-proxy";
import { createPolicy } from "../../support/live-account";
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

  describe("of an account that has policies", () => {
    /** Its users by what the policies do to them; user1, user10 and user11 have none. */
    const DOCUMENTS: Readonly<Record<string, { readonly document: object; readonly users: string[] }>> = {
      // Everything is denied without MFA, and user0 has no device and can't enrol one.
      "locked out": { document: withDeny({ NotAction: "iam:GetUser" }), users: ["user0"] },
      fails: {
        document: withDeny({ Condition: { Bool: { "aws:MultiFactorAuthPresent": "false" } } }),
        users: ["user4", "user5"],
      },
      passes: { document: ours(), users: ["user2", "user6", "user12"] },
      grace: {
        document: ours("aws", { from: new Date(Date.now() + 20 * DAY) }),
        users: ["user3", "user13", "user14", "user15", "user16"],
      },
    };

    before(async () => {
      const iam = await org.iamOf(org.payments);
      const admin = await createPolicy(iam, "admin", ALLOW_ALL);
      for (const [kind, { document, users }] of Object.entries(DOCUMENTS)) {
        const forcing = await createPolicy(iam, kind.replace(" ", "-"), document);
        for (const UserName of users)
          for (const PolicyArn of [admin, forcing])
            await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn }));
      }
      iam.destroy();
    });

    it("counts who is locked out, has more open, passes and is in grace, and names the first two", async () => {
      const { accounts, code } = await json(["--account", org.payments, org.web]);
      const account = accounts.find(({ id }) => id === org.payments);
      const { fails, passes, grace, uncovered, ...others } = account?.counts ?? {};
      const rest = { "security key only": 0, exempt: 0, unknown: 0 };
      assert.deepEqual([fails, passes, grace, uncovered], [2, 3, 5, 3]);
      assert.deepEqual(others, { "locked out": 1, ...rest });
      const named = account?.users.map(({ name, verdict }) => [name, verdict]);
      assert.deepEqual(named, [
        ["user0", "locked out"],
        ["user1", "uncovered"],
        ["user4", "fails"],
        ["user5", "fails"],
        ["user10", "uncovered"],
        ["user11", "uncovered"],
      ]);
      assert.equal(code, 1);
    });

    it("says the same at a terminal, in the column of each", async () => {
      const { stdout } = await verify(["--account", org.payments, org.web]);
      assert.match(
        stdout,
        /^2 of 2 accounts read: 3 pass, 5 in grace, 2 with more open, 1 locked out, 4 not covered$/m,
      );
      const columns = "locked out +not covered +more open +security key only +can't tell +pass +in grace";
      assert.match(stdout, new RegExp(`^account +${columns} +exempt$`, "m"));
      assert.match(stdout, new RegExp(`^account ${org.payments}.* 1 +3 +2 +0 +0 +3 +5 +0$`, "m"));
      assert.match(stdout, /^- denied everything without MFA, and locked out: .+: user0$/m);
      assert.match(stdout, /^- more than the self-service set works without MFA: user4, user5$/m);
      assert.doesNotMatch(stdout, /user2|user3\b/);
    });

    it("is 0 where all pass or are in grace", async () => {
      await mkdir(path.join(cwd, "rollouts"));
      const others = ["user0", "user1", "user10", "user11", "user4", "user5"];
      const exemptions = others.map(
        (user) => `  - {user: ${user}, owner: ops, reason: leaves, expires: 2999-01-01}\n`,
      );
      await writeFile(
        path.join(cwd, "rollouts", `${org.payments}.yaml`),
        `account: existing\nwaves:\n  - {name: all, rest: true, deadline: 2999-01-01T00:00:00Z}\nexemptions:\n${exemptions.join("")}`,
      );
      const { code, stdout } = await verify(["--account", org.payments, "--rollout", "rollouts"]);
      assert.match(stdout, /^1 of 1 accounts read: 3 pass, 5 in grace, 6 exempt$/m);
      assert.match(stdout, /✔ passes\n$/);
      assert.equal(code, 0);
    });
  });
});

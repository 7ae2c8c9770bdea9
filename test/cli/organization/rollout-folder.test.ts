import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { OrganizationFixture } from "./organization-fixture";

const GRACE = "account: existing\nwaves:\n  - {name: all, rest: true, deadline: 2999-01-01T00:00:00Z}\n";

describe("audit --org --rollout", () => {
  let org: OrganizationFixture;
  let cwd: string;

  before(async () => {
    org = await OrganizationFixture.start();
  });

  after(() => org.emulator.stop());

  beforeEach(async () => {
    cwd = await mkdtemp(path.join(tmpdir(), "mfa-guard-rollouts-"));
    await mkdir(path.join(cwd, "rollouts"));
  });

  afterEach(() => rm(cwd, { recursive: true }));

  const write = (name: string, text = GRACE) => writeFile(path.join(cwd, "rollouts", name), text);

  it("gives time to the users of the accounts that have a file, and to no others", async () => {
    await write(`${org.payments}.yaml`);
    const { report } = await org.report(["--rollout", "rollouts"], undefined, { cwd });
    assert.deepEqual(
      report.accounts.filter(({ consoleUsers }) => consoleUsers.overdue === 0).map(({ id }) => id),
      [org.payments],
    );
    assert.equal(report.settings.rollout, "rollouts");
  });

  it("gives the time of defaults.yaml to all accounts but those that have a file of their own", async () => {
    await write("defaults.yaml");
    await write(`${org.payments}.yaml`, GRACE.replace("2999", "2001"));
    const { report } = await org.report(["--rollout", "rollouts"], undefined, { cwd });
    assert.deepEqual(
      report.accounts.filter(({ consoleUsers }) => consoleUsers.overdue > 0).map(({ id }) => id),
      [org.payments],
    );
  });

  it("is refused for an exemption in defaults.yaml, which would hold in every account", async () => {
    const exemption = "exemptions:\n  - {user: ann, owner: ops, reason: none, expires: 2999-01-01}\n";
    await write("defaults.yaml", GRACE + exemption);
    const { code, stderr } = await org.audit(["--rollout", "rollouts"], undefined, { cwd });
    assert.equal(code, 2);
    assert.match(
      stderr,
      /rollouts\/defaults\.yaml:5:5: exemptions\[0\]: The exemption of ann would hold in every account/,
    );
    assert.deepEqual(org.calls, {});
  });

  for (const { what, files, rollout = "rollouts", says } of [
    {
      what: "one file for all",
      files: ["one.yaml"],
      rollout: "rollouts/one.yaml",
      says: /rollouts\/one\.yaml is one file\. With --org/,
    },
    {
      what: "a file of no account",
      files: ["payments.yaml"],
      says: /payments\.yaml is of no account\. With --org/,
    },
    { what: "an empty folder", files: [], says: /rollouts has no rollout file in it/ },
    {
      what: "a folder that is not there",
      files: [],
      rollout: "nowhere",
      says: /The folder nowhere can't be read: it does not exist\./,
    },
    {
      what: "two files of one account",
      files: ["111122223333.yaml", "111122223333.yml"],
      says: /two rollout files of account/,
    },
    {
      what: "two files of defaults",
      files: ["defaults.yaml", "defaults.yml"],
      says: /rollouts has two files of defaults/,
    },
  ])
    it(`is refused for ${what}, before AWS is asked anything`, async () => {
      for (const file of files) await write(file);
      const { code, stderr } = await org.audit(["--rollout", rollout], undefined, { cwd });
      assert.equal(code, 2);
      assert.match(stderr, says);
      assert.deepEqual(org.calls, {});
    });

  it("is refused for a mistake, with its line", async () => {
    await write(`${org.web}.yaml`, "account: existing\nwavs: []\n");
    const { code, stderr } = await org.audit(["--rollout", "rollouts"], undefined, { cwd });
    assert.equal(code, 2);
    assert.match(stderr, new RegExp(`rollouts/${org.web}\\.yaml:2:1: `));
  });

  it("is refused for an account that the organization does not have, before any is read", async () => {
    await write("999999999999.yaml");
    const { code, stderr } = await org.audit(["--rollout", "rollouts"], undefined, { cwd });
    assert.equal(code, 2);
    assert.match(stderr, /has no account 999999999999\. Check the number/);
    assert.deepEqual(org.assumed, []);
  });
});

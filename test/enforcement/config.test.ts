import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { runtime } from "@pulumi/pulumi";
import { readConfig } from "../../enforcement/config";
import { FORCE_MFA_DEFAULTS } from "../../policypack/policy/self-service-options";

describe("the stack's configuration", () => {
  let project: string;

  before(async () => {
    project = await mkdtemp(path.join(tmpdir(), "mfa-guard-config-"));
    await writeFile(path.join(project, "rollout.yaml"), "account: new\ngroupName: people\n");
    await writeFile(path.join(project, "broken.yaml"), "account: old\n");
  });
  after(async () => {
    runtime.setAllConfig({});
    await rm(project, { recursive: true });
  });

  const read = (config: Record<string, string>) => {
    runtime.setAllConfig({ "aws:region": "us-east-1", ...config });
    return readConfig(project);
  };

  it("is a new account's, with nobody in the group, where nothing is set", () => {
    const { rollout, users, allow } = read({});
    const { groupName, policyName, path } = rollout;
    assert.deepEqual({ groupName, policyName, path }, FORCE_MFA_DEFAULTS);
    assert.deepEqual([rollout.account, users], ["new", []]);
    assert.deepEqual(allow, { lockingMyselfOut: false, noAdministratorLeft: false, lockingOut: [] });
  });

  it("has a rollout from a file beside Pulumi.yaml", () => {
    const { rollout, users } = read({ "mfa-guard:rollout": "rollout.yaml" });
    assert.deepEqual([rollout.groupName, users], ["people", null]);
  });

  it("has a rollout written into it", () => {
    const content = JSON.stringify({
      account: "existing",
      waves: [{ name: "a", rest: true, deadline: "2027-02-01T00:00:00Z" }],
    });
    assert.equal(read({ "mfa-guard:rollout": content }).rollout.waves[0]?.name, "a");
  });

  it("has options that let a deployment be refused no more", () => {
    const { allow } = read({
      "mfa-guard:allowLockingMyselfOut": "true",
      "mfa-guard:allowNoAdministratorLeft": "true",
      "mfa-guard:allowLockingOut": '["bob"]',
    });
    assert.deepEqual(allow, { lockingMyselfOut: true, noAdministratorLeft: true, lockingOut: ["bob"] });
  });

  for (const [what, config, message] of [
    [
      "a rollout and simple settings too",
      { "mfa-guard:rollout": "rollout.yaml", "mfa-guard:users": '["ann"]' },
      /sets mfa-guard:rollout and mfa-guard:users too/,
    ],
    [
      "a file that is not there",
      { "mfa-guard:rollout": "none.yaml" },
      /can't be read: ENOENT.*relative to the folder of Pulumi.yaml/,
    ],
    [
      "a file with a mistake",
      { "mfa-guard:rollout": "broken.yaml" },
      /broken.yaml:1:10: account: found "old"/,
    ],
    [
      "content with a mistake",
      { "mfa-guard:rollout": '{"account":"old"}' },
      /mfa-guard:rollout in Pulumi.<stack>.yaml: account: found "old"/,
    ],
    ["a path that is none", { "mfa-guard:path": "x" }, /path: found "x"/],
    [
      "a setting that does not exist",
      { "mfa-guard:user": "ann" },
      /mfa-guard:user, which mfa-guard does not know/,
    ],
  ] as [string, Record<string, string>, RegExp][]) {
    it(`is refused with ${what}`, () => {
      assert.throws(() => read(config), message);
    });
  }
});

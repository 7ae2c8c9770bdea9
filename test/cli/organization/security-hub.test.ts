import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { type AwsSecurityFinding, GetFindingsCommand, SecurityHubClient } from "@aws-sdk/client-securityhub";
import { fromTemporaryCredentials } from "@aws-sdk/credential-providers";
import { OrganizationFixture, refusing, roleIn } from "./organization-fixture";

const HUB = ["--security-hub", "eu-central-1"];

describe("audit --org --security-hub", () => {
  let org: OrganizationFixture;
  let cwd: string;

  before(async () => {
    org = await OrganizationFixture.start();
    cwd = await mkdtemp(path.join(tmpdir(), "mfa-guard-hub-"));
  });

  after(async () => {
    await org.emulator.stop();
    await rm(cwd, { recursive: true });
  });

  const later = (hours: number) => ({ cwd, now: () => new Date(Date.now() + hours * 60 * 60 * 1000) });

  /** What Security Hub of an account has, asked as somebody of that account. */
  async function findingsIn(account: string): Promise<AwsSecurityFinding[]> {
    const { endpoint } = org.emulator;
    const place = { endpoint, region: "eu-central-1" };
    const masterCredentials = { accessKeyId: "AKIDTEST", secretAccessKey: "none" };
    const params = { RoleArn: roleIn(account), RoleSessionName: "test" };
    const credentials = fromTemporaryCredentials({ masterCredentials, params, clientConfig: place });
    const client = new SecurityHubClient({ ...place, credentials });
    try {
      return (await client.send(new GetFindingsCommand({}))).Findings ?? [];
    } finally {
      client.destroy();
    }
  }

  it("imports the findings of each account as that account, but for one that could not be read", async () => {
    const { code, stderr } = await org.audit(HUB, refusing(org.payments), later(0));
    assert.equal(code, 2);
    assert.match(stderr, /findings imported or updated: 3, .*; accounts done: 2 of 2\./);
    for (const [account, count] of [
      [org.management, 2],
      [org.payments, 0],
      [org.web, 1],
    ] as const) {
      const findings = await findingsIn(account);
      assert.equal(findings.length, count, account);
      assert.deepEqual(
        findings.filter(({ AwsAccountId }) => AwsAccountId !== account),
        [],
      );
    }
  });

  it("reads an account again without a second role, where the caller's own has none", async () => {
    const { stderr } = await org.audit(
      [...HUB, "--account", org.management],
      refusing(org.management),
      later(1),
    );
    assert.match(stderr, /imported or updated: 2, .*; accounts done: 1 of 1\./);
  });

  it("does not put what was kept over what was read later", async () => {
    const kept = ["--resume", "kept", "--account", org.web];
    await org.audit(kept, undefined, later(2));
    await org.audit([...HUB, "--account", org.web], undefined, later(3));
    const { stderr } = await org.audit([...HUB, ...kept], undefined, later(4));
    assert.match(stderr, /findings imported or updated: 0, .*; accounts done: 1 of 1\./);
    const again = await org.audit([...HUB, "--account", org.web], undefined, later(5));
    assert.match(again.stderr, /findings imported or updated: 1, /);
  });
});

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { IAMClient } from "@aws-sdk/client-iam";
import type { STSClient } from "@aws-sdk/client-sts";
import { connect, type Connection } from "../../../policypack/facts/connection";

const FILE = `[default]
aws_access_key_id = DEFAULT
aws_secret_access_key = x
[of-environment]
aws_access_key_id = PROFILE-OF-ENVIRONMENT
aws_secret_access_key = x
[of-provider]
aws_access_key_id = PROFILE-OF-PROVIDER
aws_secret_access_key = x
`;

const KEYS = { AWS_ACCESS_KEY_ID: "KEYS-OF-ENVIRONMENT", AWS_SECRET_ACCESS_KEY: "x" };
const PROFILE = { AWS_PROFILE: "of-environment" };

/** The order of the provider, which is written in Go. */
const CASES: Record<string, { env: Record<string, string>; settings?: Partial<Connection>; key: string }> = {
  "keys in the environment": { env: KEYS, key: "KEYS-OF-ENVIRONMENT" },
  "a profile that the environment names": { env: PROFILE, key: "PROFILE-OF-ENVIRONMENT" },
  "keys before a profile, both of the environment": {
    env: { ...KEYS, ...PROFILE },
    key: "KEYS-OF-ENVIRONMENT",
  },
  "the provider's profile before keys in the environment": {
    env: { ...KEYS, ...PROFILE },
    settings: { profile: "of-provider" },
    key: "PROFILE-OF-PROVIDER",
  },
  "the provider's keys before all": {
    env: { ...KEYS, ...PROFILE },
    settings: { profile: "of-provider", accessKey: "KEYS-OF-PROVIDER", secretKey: "x" },
    key: "KEYS-OF-PROVIDER",
  },
  "the default profile": { env: {}, key: "DEFAULT" },
};

describe("credentials of a provider", () => {
  const outer = { ...process.env };
  const warn = console.warn;
  let dir: string;
  let warned: unknown[];
  beforeEach(async () => {
    dir = await mkdtemp(path.join(tmpdir(), "mfa-guard-test-"));
    await writeFile(path.join(dir, "credentials"), FILE);
    for (const name of Object.keys(process.env)) if (name.startsWith("AWS_")) delete process.env[name];
    process.env["AWS_SHARED_CREDENTIALS_FILE"] = path.join(dir, "credentials");
    process.env["AWS_CONFIG_FILE"] = path.join(dir, "config");
    warned = [];
    console.warn = (...words: unknown[]) => void warned.push(words);
  });
  afterEach(async () => {
    console.warn = warn;
    for (const name of Object.keys(process.env)) if (name.startsWith("AWS_")) delete process.env[name];
    Object.assign(process.env, outer);
    await rm(dir, { recursive: true });
  });

  for (const [what, { env, settings, key }] of Object.entries(CASES)) {
    it(`are ${what}, and nothing is printed of it`, async () => {
      Object.assign(process.env, env);
      const { iam } = await connect({ region: "us-east-1", assumeRoles: [], endpoints: {}, ...settings });
      assert.equal((await iam.config.credentials()).accessKeyId, key);
      assert.deepEqual(warned, []);
    });
  }
});

describe("clients", () => {
  it("copy no answer for a logger, as the SDK's own do", async () => {
    const { iam, sts } = await connect({ region: "us-east-1", assumeRoles: [], endpoints: {} });
    const copying = (client: IAMClient | STSClient) =>
      client.middlewareStack.identify().filter((name) => name.startsWith("loggerMiddleware"));
    assert.deepEqual([...copying(iam), ...copying(sts)], []);
    assert.equal(copying(new IAMClient({ region: "us-east-1" })).length, 1);
  });
});

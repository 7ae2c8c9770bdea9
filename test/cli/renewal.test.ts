import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { explainCredentials } from "../../cli/credentials";
import type { Cli } from "../../cli/context";
import { unidentified } from "../../cli/renewal";
import type { Connection } from "../../policypack/facts/connection";
import type { Reason } from "../../policypack/facts/fact";

const CONFIG = `
[default]
login_session = arn:aws:iam::1:user/x
[profile sso]
sso_session = s
[profile by-sso]
role_arn = arn:aws:iam::1:role/x
source_profile = sso
[profile twice]
role_arn = arn:aws:iam::1:role/x
source_profile = by-sso
[profile circle]
role_arn = arn:aws:iam::1:role/x
source_profile = circle
[profile by-machine]
role_arn = arn:aws:iam::1:role/x
credential_source = Ec2InstanceMetadata
[profile by-token]
role_arn = arn:aws:iam::1:role/x
web_identity_token_file = /x
[profile process]
credential_process = /bin/x
[profile keys]
aws_access_key_id = AKIA
[profile kept]
aws_access_key_id = ASIA
aws_session_token = t
`;

const EXPIRED: Reason = {
  what: "who one is",
  call: "sts:GetCallerIdentity",
  code: "ExpiredToken",
  message: "expired",
  remedy: "As for everybody.",
};

describe("what a command says after the end of a session", () => {
  let folder: string;
  let cli: Pick<Cli, "env" | "cwd">;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "mfa-guard-renewal-"));
    await writeFile(path.join(folder, "config"), CONFIG);
    const env = { AWS_CONFIG_FILE: "config", AWS_SHARED_CREDENTIALS_FILE: "none" };
    cli = { env, cwd: folder };
  });
  after(() => rm(folder, { recursive: true }));

  async function said(connection: Partial<Connection>, env: Cli["env"] = {}, code = "ExpiredToken") {
    const whole = { region: "us-east-1", assumeRoles: [], endpoints: {}, ...connection } as Connection;
    const asked = { ...cli, env: { ...cli.env, ...env } };
    return (await unidentified(asked, whole, { ...EXPIRED, code })).message;
  }

  for (const [what, profile, words] of [
    ["a login session", undefined, "Sign in again: `aws login`, then re-run."],
    ["Identity Center", "sso", "Sign in again: `aws sso login --profile sso`, then re-run."],
    ["a role, by its source", "by-sso", "`aws sso login --profile sso`"],
    ["a role of a role", "twice", "`aws sso login --profile sso`"],
    ["a role that a machine has", "by-machine", "credential_source is Ec2InstanceMetadata"],
    ["a role by a token", "by-token", "web_identity_token_file"],
    ["a process", "process", "the credential_process of the profile process"],
    ["a session that a profile keeps", "kept", "`mfa-guard session --profile-name kept`"],
  ] as const) {
    it(`is how to renew ${what}`, async () => {
      const message = await said({ profile });
      assert.ok(message.includes(`The session has expired. `), message);
      assert.ok(message.includes(words), message);
      assert.doesNotMatch(message, /As for everybody/);
    });
  }

  it("is of the environment where its keys are used, whatever profile it names", async () => {
    const env = { AWS_ACCESS_KEY_ID: "ASIAENV", AWS_SESSION_TOKEN: "t" };
    assert.match(await said({ accessKey: "ASIAENV", profile: "sso" }, env), /AWS_SESSION_TOKEN.*--export/);
    assert.match(await said({ accessKey: "ASIAOTHER", profile: "sso" }, env), /aws sso login/);
  });

  it("is what everybody is told where nothing tells how", async () => {
    for (const profile of ["circle", "keys", "not-there"]) {
      assert.match(await said({ profile }), /As for everybody\.$/, profile);
    }
    assert.match(await said({ profile: "sso" }, {}, "AccessDenied"), /As for everybody\.$/);
  });

  it("is of a role's source too, where the role gave no credentials", async () => {
    const told = await explainCredentials(cli as Cli, "twice", new Error("Token is expired."));
    assert.match(told, /Where a session has expired: sign in again: `aws sso login --profile sso`\.$/);
    assert.doesNotMatch(await explainCredentials(cli as Cli, "circle", new Error("no")), /has expired/);
  });
});

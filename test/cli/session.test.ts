import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { sessionCommand } from "../../cli/commands/session";
import { addConnectionOptions } from "../../cli/connection-options";
import { Cli } from "../../cli/context";
import permissions from "../../cli/enrol/session-permissions.json";
import { messageOf } from "../../cli/errors";
import { withEnvironment } from "../support/environment";
import { type Answers, AwsError, FakeAws } from "../support/fake-aws";
import { environmentOf, Kept, runCli } from "./run-cli";

const BOB = "arn:aws:iam::111122223333:user/staff/bob";
const APP = "arn:aws:iam::111122223333:mfa/bob";
const PASSKEY = "arn:aws:iam::111122223333:u2f/user/bob/k";
const NOW = new Date("2026-11-21T12:00:00Z");
const REFUSED = new AwsError(
  "AccessDenied",
  "MultiFactorAuthentication failed with invalid MFA one time pass code.",
);

const devices = (...serials: string[]) =>
  `<MFADevices>${serials.map((s) => `<member><SerialNumber>${s}</SerialNumber></member>`).join("")}</MFADevices><IsTruncated>false</IsTruncated>`;
const ANSWERS: Answers = {
  GetCallerIdentity: `<Arn>${BOB}</Arn><UserId>X</UserId><Account>111122223333</Account>`,
  ListMFADevices: devices(APP),
  GetSessionToken:
    "<Credentials><AccessKeyId>ASIANEW</AccessKeyId><SecretAccessKey>it's-secret</SecretAccessKey><SessionToken>the-token</SessionToken><Expiration>2026-11-22T00:00:00Z</Expiration></Credentials>",
};

describe("mfa-guard session", () => {
  let folder: string;
  let fake: FakeAws;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "mfa-guard-session-"));
  });

  afterEach(async () => {
    await fake.stop();
    await rm(folder, { recursive: true });
  });

  async function run(
    typed: readonly string[],
    {
      args = [],
      answers = {},
      isTerminal = true,
      env: more = {},
    }: Partial<{
      args: readonly string[];
      answers: Answers;
      isTerminal: boolean;
      env: Record<string, string>;
    }> = {},
  ) {
    fake = await FakeAws.start({ ...ANSWERS, ...answers });
    const [stdout, stderr, asked] = [new Kept(), new Kept(), [] as string[]];
    const env = { ...environmentOf(fake), AWS_ACCESS_KEY_ID: "AKIATEST", HOME: folder, ...more };
    const cli = new Cli({ env, cwd: folder, now: () => NOW, stdout, stderr, ask: null });
    const ask = (question: string) => Promise.resolve(typed[asked.push(question) - 1] ?? "");
    const command = sessionCommand(cli, () => ({ ask, isTerminal })).exitOverride();
    command.configureOutput({ writeErr: (text) => stderr.write(text) });
    addConnectionOptions(command);
    const error = await command.parseAsync([...args], { from: "user" }).then(() => null, messageOf);
    const made = fake.calls.filter(({ action }) => action === "GetSessionToken");
    const sent = made.map(({ params }) =>
      ["SerialNumber", "TokenCode", "DurationSeconds"].map((k) => params.get(k)),
    );
    return {
      error,
      stdout: stdout.text,
      stderr: stderr.text,
      asked,
      sent,
      actions: fake.calls.map((c) => c.action),
    };
  }

  const written = () => readFile(path.join(folder, ".aws/credentials"), "utf8");

  async function keep(file: "config" | "credentials", text: string): Promise<void> {
    await mkdir(path.join(folder, ".aws"), { recursive: true });
    await writeFile(path.join(folder, ".aws", file), text);
  }

  it("writes a session to the profile mfa, and shows no secret", async () => {
    const { error, stdout, stderr, sent } = await run(["123 456"]);
    assert.equal(error, null);
    assert.deepEqual(sent, [[APP, "123456", "43200"]]);
    assert.match(await written(), /^\[mfa\]\naws_access_key_id = ASIANEW\n[^]*\nregion = us-east-1\n$/);
    assert.match(
      stdout,
      /It holds until 2026-11-22 00:00 UTC\.\nUse it: `aws sts get-caller-identity --profile mfa`/,
    );
    for (const log of [stdout, stderr]) assert.doesNotMatch(log, /secret-|it's-secret|the-token/);
  });

  it("makes the calls that its permissions allow", async () => {
    const { actions } = await run(["123456"]);
    const granted = permissions.Statement.flatMap(({ Action }) => Action).map((name) => name.slice(4));
    assert.deepEqual(new Set(actions), new Set(["GetCallerIdentity", "GetSessionToken", ...granted]));
  });

  for (const [what, left, args, asks] of [
    ["uses a session again that holds for long enough", 11, [], 0],
    ["renews one that is about to end", 9, [], 1],
    ["makes a new one with --force", 600, ["--force"], 1],
  ] as const) {
    it(what, async () => {
      const until = new Date(NOW.getTime() + left * 60_000).toISOString();
      const session = "aws_access_key_id = ASIAOLD\naws_secret_access_key = s\naws_session_token = t\n";
      await keep(
        "credentials",
        `[mfa]\n${session}x_principal_arn = ${BOB}\nx_security_token_expires = ${until}\n`,
      );
      const { error, asked } = await run(["123456"], { args });
      assert.deepEqual([error, asked.length], [null, asks]);
      assert.match(await written(), asks ? /ASIANEW/ : /ASIAOLD/);
    });
  }

  it("never uses another user's session", async () => {
    const session = "aws_access_key_id = ASIAOLD\naws_secret_access_key = s\naws_session_token = t\n";
    await keep(
      "credentials",
      `[mfa]\n${session}x_principal_arn = ${BOB}2\nx_security_token_expires = 2027-01-01T00:00:00Z\n`,
    );
    assert.equal((await run(["123456"])).sent.length, 1);
  });

  it("is what a credential_process prints", async () => {
    const { stdout } = await run(["123456"], { args: ["--credential-process"] });
    assert.deepEqual(JSON.parse(stdout), {
      Version: 1,
      AccessKeyId: "ASIANEW",
      SecretAccessKey: "it's-secret",
      SessionToken: "the-token",
      Expiration: "2026-11-22T00:00:00.000Z",
    });
  });

  it("prints export lines that a shell takes, and writes nothing then", async () => {
    const { stdout } = await run(["123456"], { args: ["--export"] });
    assert.match(
      stdout,
      /^export AWS_ACCESS_KEY_ID='ASIANEW'\nexport AWS_SECRET_ACCESS_KEY='it'\\''s-secret'\n/,
    );
    await assert.rejects(written());
  });

  it("asks which of several devices", async () => {
    const { asked, sent } = await run(["2", "123456"], {
      answers: { ListMFADevices: devices(APP, "GAHT12345678") },
    });
    assert.match(asked[0] ?? "", /1\. .*mfa\/bob\n {2}2\. GAHT12345678/);
    assert.equal(sent[0]?.[0], "GAHT12345678");
  });

  it("asks again which, for what is no number of a device", async () => {
    const { asked, sent } = await run(["3", "bob", "2", "123456"], {
      answers: { ListMFADevices: devices(APP, "GAHT12345678") },
    });
    assert.deepEqual(asked.slice(1, 3), ["Type a number. [1-2] ", "Type a number. [1-2] "]);
    assert.equal(sent[0]?.[0], "GAHT12345678");
  });

  it("takes the device of --serial, else of the profile's mfa_serial, without a look", async () => {
    await keep("config", "[default]\nmfa_serial = GAHT1\n");
    const { sent, actions } = await run(["123456"]);
    assert.deepEqual([sent[0]?.[0], actions.includes("ListMFADevices")], ["GAHT1", false]);
    await fake.stop();
    assert.equal((await run(["123456"], { args: ["--serial", "GAHT2", "--force"] })).sent[0]?.[0], "GAHT2");
  });

  it("asks again for what is no code, and for one that AWS refuses", async () => {
    const { asked, sent, error } = await run(["12", "123456", "654321"], {
      answers: { GetSessionToken: REFUSED },
    });
    assert.deepEqual(
      sent.map(([, code]) => code),
      ["123456", "654321"],
    );
    assert.match(asked.join(""), /A code is 6 digits\.\nMFA code of .*did not take this code/s);
    assert.match(error ?? "", /no session.*mfa-guard resync/);
  });

  for (const [what, changes, words] of [
    ["there is no device", { answers: { ListMFADevices: devices() } }, /Set one up first: `mfa-guard enrol`/],
    [
      "there is a passkey only",
      { answers: { ListMFADevices: devices(PASSKEY) } },
      /codes only\..*`aws login`.*does not document/,
    ],
    ["a session is used already", { env: { AWS_ACCESS_KEY_ID: "ASIAX" } }, /can't make another/],
    [
      "several devices, and nobody to ask",
      { isTerminal: false, answers: { ListMFADevices: devices(APP, "GAHT1") } },
      /--serial:\n/,
    ],
    ["14 minutes are too short", { args: ["--duration", "14m"] }, /15m to 36h/],
    ["37 hours are too long", { args: ["--duration", "37h"] }, /15m to 36h/],
    ["two outputs are asked for", { args: ["--export", "--credential-process"] }, /cannot be used with/],
  ] as const) {
    it(`says what to do where ${what}`, async () => {
      const { error, sent } = await run(["123456"], changes);
      assert.match(error ?? "", words);
      assert.deepEqual(sent, []);
    });
  }

  it("shows a role's profile the line that it needs", async () => {
    await keep("config", "[profile prod]\nrole_arn = arn:aws:iam::1:role/x\nsource_profile = work\n");
    const { error } = await run([], { args: ["--profile", "prod"] });
    assert.match(error ?? "", /mfa_serial = <serial>\n.*list-mfa-devices --profile work/);
  });

  for (const [what, config, args, words] of [
    [
      "a profile that is not there, by name",
      "[profile a]\nregion = x\n",
      ["--profile", "b"],
      /no profile b in .*They have: a\./,
    ],
    [
      "files that have no profile",
      "",
      ["--profile", "b"],
      /no profile b in .*, nor any other\. Make it: `aws configure --profile b` .*`aws configure sso --profile b` .*`aws login --profile b`/,
    ],
    [
      "a login session",
      "[profile b]\nlogin_session = arn:aws:iam::1:user\/x\n",
      ["--profile", "b"],
      /uses `aws login`.*`aws login --profile b`/,
    ],
    [
      "a profile of Identity Center",
      "[profile b]\nsso_session = s\nsso_account_id = 1\nsso_role_name = r\n",
      ["--profile", "b"],
      /`aws sso login --profile b`/,
    ],
    ["none at all", "", [], /There are no AWS credentials/],
  ] as const) {
    it(`is led on by ${what}, where there are no credentials`, async () => {
      await keep("config", config);
      fake = await FakeAws.start(ANSWERS);
      const env = { HOME: folder, AWS_EC2_METADATA_DISABLED: "true" };
      const files = {
        AWS_CONFIG_FILE: path.join(folder, ".aws/config"),
        AWS_SHARED_CREDENTIALS_FILE: path.join(folder, ".aws/credentials"),
      };
      const { code, stderr } = await withEnvironment({ ...env, ...files }, () =>
        runCli(["session", ...args], { env }),
      );
      assert.equal(code, 2);
      assert.match(stderr, words);
    });
  }
});

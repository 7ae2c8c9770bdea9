import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { enrolCommand } from "../../cli/commands/enrol";
import { resyncCommand } from "../../cli/commands/resync";
import { addConnectionOptions } from "../../cli/connection-options";
import { Cli } from "../../cli/context";
import { ownUser } from "../../cli/enrol/own-user";
import permissions from "../../cli/enrol/permissions.json";
import { Interrupted, type WindowSize } from "../../cli/enrol/terminal";
import { untilNextCode } from "../../cli/enrol/totp";
import { messageOf } from "../../cli/errors";
import { type Answers, AwsError, FakeAws } from "../support/fake-aws";
import { FakeTerminal, type Phone, type Typed } from "./enrol-phone";
import { environmentOf, Kept, runCli } from "./run-cli";

const SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
const BOB = "arn:aws:iam::111122223333:user/staff/bob";
const SERIAL = "arn:aws:iam::111122223333:mfa/bob";
const KEYS = { id: "ASIASESSION", secret: "the-session-secret", token: "the-session-token" };

const identity = (arn: string) => `<Arn>${arn}</Arn><UserId>X</UserId><Account>111122223333</Account>`;
const device = (name: string | null) =>
  `<VirtualMFADevice><SerialNumber>arn:aws:iam::111122223333:mfa/${name}</SerialNumber><Base32StringSeed>${Buffer.from(SEED).toString("base64")}</Base32StringSeed></VirtualMFADevice>`;
const devices = (...serials: string[]) =>
  `<MFADevices>${serials.map((s) => `<member><SerialNumber>${s}</SerialNumber></member>`).join("")}</MFADevices><IsTruncated>false</IsTruncated>`;
const DENIED = new AwsError("AccessDenied", "explicit deny");
const WRONG = new AwsError("InvalidAuthenticationCode", "codes do not match");

const ANSWERS: Answers = {
  GetCallerIdentity: identity(BOB),
  ListMFADevices: devices(),
  CreateVirtualMFADevice: (params) => device(params.get("VirtualMFADeviceName")),
  EnableMFADevice: "",
  DeleteVirtualMFADevice: "",
  ResyncMFADevice: "",
  GetSessionToken: `<Credentials><AccessKeyId>${KEYS.id}</AccessKeyId><SecretAccessKey>${KEYS.secret}</SecretAccessKey><SessionToken>${KEYS.token}</SessionToken><Expiration>2026-11-22T00:00:00Z</Expiration></Credentials>`,
};

const first: Typed = (phone) => phone.code();
const none: Typed = "";
/** A person who lets some seconds pass before they type a code of some periods later. */
const later = (seconds: number, periods = 0): Typed => {
  return (phone: Phone) => {
    phone.time += seconds * 1000;
    return phone.code(periods);
  };
};

let fake: FakeAws | undefined;
let folder: string;
/** Calls for which a user needs no permission, or should have none: a device is left where it can't be deleted. */
const UNGRANTED = ["sts:GetCallerIdentity", "sts:GetSessionToken", "iam:DeleteVirtualMFADevice"];

interface Ran {
  readonly error: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly terminal: FakeTerminal;
  readonly calls: FakeAws["calls"];
}

async function run(
  name: "enrol" | "resync",
  typed: readonly (Typed | Error)[],
  {
    answers = {},
    args = [],
    env: more = {},
    window = null,
  }: {
    answers?: Answers;
    args?: readonly string[];
    env?: Record<string, string>;
    window?: WindowSize | null;
  } = {},
): Promise<Ran> {
  fake = await FakeAws.start({ ...ANSWERS, ...answers });
  const [stdout, stderr] = [new Kept(), new Kept()].map((kept) => Object.assign(kept, window ?? {}));
  assert.ok(stdout && stderr);
  const terminal = new FakeTerminal(typed);
  terminal.window = window;
  // A long-term key: only these can make a session.
  const env = { ...environmentOf(fake), AWS_ACCESS_KEY_ID: "AKIATEST", HOME: folder, ...more };
  const cli = new Cli({ env, cwd: folder, now: () => terminal.now(), stdout, stderr, ask: null });
  const command = (name === "enrol" ? enrolCommand : resyncCommand)(cli, () => terminal);
  addConnectionOptions(command);
  const error = await command.parseAsync([...args], { from: "user" }).then(
    () => null,
    (thrown: unknown) => messageOf(thrown),
  );
  assert.ok(terminal.closed, "the terminal was not given back");
  return { error, stdout: stdout.text, stderr: stderr.text, terminal, calls: fake.calls };
}

function params(calls: FakeAws["calls"], action: string, ...names: string[]): (string | null)[][] {
  return calls
    .filter((call) => call.action === action)
    .map((call) => names.map((name) => call.params.get(name)));
}

async function startOver(): Promise<void> {
  folder = await mkdtemp(path.join(tmpdir(), "mfa-guard-enrol-"));
}

async function clean(): Promise<void> {
  await fake?.stop();
  fake = undefined;
  await rm(folder, { recursive: true });
}

describe("mfa-guard enrol", () => {
  beforeEach(startOver);
  afterEach(clean);

  it("makes a device of the user's name and enables it for that user, with two consecutive codes", async () => {
    const { error, stdout, terminal, calls } = await run("enrol", [first, first, none]);
    assert.equal(error, null);
    assert.match(stdout, /Enrolled arn:aws:iam::111122223333:mfa\/bob for bob/);
    const [, before, after] = [terminal.phone.code(-2), terminal.phone.code(-1), terminal.phone.code()];
    assert.deepEqual(
      params(
        calls,
        "EnableMFADevice",
        "UserName",
        "SerialNumber",
        "AuthenticationCode1",
        "AuthenticationCode2",
      ),
      [["bob", SERIAL, before, after]],
    );
    assert.deepEqual(terminal.waits, [25_000], "until the period of the first code is over");
    assert.deepEqual(params(calls, "DeleteVirtualMFADevice", "SerialNumber"), []);
  });

  it("shows the secret on the terminal only, as a QR code too", async () => {
    const { stdout, stderr, terminal } = await run("enrol", [first, first, none]);
    assert.match(terminal.phone.shown, /JBSW Y3DP/);
    assert.match(terminal.phone.shown, /▄|█|▀/);
    assert.match(terminal.phone.shown, /Name: AWS bob@111122223333\n/);
    for (const log of [stdout, stderr])
      assert.doesNotMatch(log.replace(/\s/g, ""), new RegExp(SEED.slice(0, 16)));
  });

  it("refuses without a terminal, before it makes anything, whatever is asked", async () => {
    fake = await FakeAws.start(ANSWERS);
    const yes = () => Promise.resolve("y");
    for (const attachmentScope of [{ ask: null }, { ask: yes }]) {
      const { code, stderr } = await runCli(["enrol"], { env: environmentOf(fake), ...attachmentScope });
      assert.equal(code, 2);
      assert.match(stderr, /needs a terminal/);
    }
    assert.deepEqual(fake.calls, []);
  });

  it("does not make somebody who typed slowly wait for the code after the next", async () => {
    const slow: Typed = later(26, -1);
    const { terminal, calls, error } = await run("enrol", [slow, first, none]);
    assert.equal(error, null);
    assert.deepEqual(terminal.waits, []);
    assert.equal(params(calls, "EnableMFADevice", "AuthenticationCode2")[0]?.[0], terminal.phone.code());
  });

  it("asks again for what is no code, and for the first code a second time", async () => {
    const grouped: Typed = (phone) => phone.code().replace(/^(...)/, "$1 ");
    const again: Typed = (phone) => phone.code(-1);
    const { error, terminal } = await run("enrol", ["12345", "abcdef", "", grouped, again, first, none]);
    assert.equal(error, null);
    assert.equal(terminal.phone.shown.match(/A code is 6 digits/g)?.length, 3);
    assert.match(terminal.phone.shown, /the first code again/);
  });

  it("takes another name where the user's is taken", async () => {
    const taken: Answers = {
      CreateVirtualMFADevice: (params, calls) =>
        calls < 2
          ? new AwsError("EntityAlreadyExists", "taken", 409)
          : device(params.get("VirtualMFADeviceName")),
    };
    const { calls, stdout } = await run("enrol", [first, first, none], { answers: taken });
    assert.deepEqual(params(calls, "CreateVirtualMFADevice", "VirtualMFADeviceName"), [
      ["bob"],
      ["bob-2"],
      ["bob-3"],
    ]);
    assert.match(stdout, /mfa\/bob-3/);
  });

  it("asks for other codes where AWS refuses them, on the same device, three times", async () => {
    const answers: Answers = { EnableMFADevice: (_, calls) => (calls === 0 ? WRONG : "") };
    const twice = await run("enrol", [first, first, later(30), first, none], { answers });
    assert.equal(twice.error, null);
    assert.equal(params(twice.calls, "CreateVirtualMFADevice").length, 1);
    await fake?.stop();
    const typed = [first, first, later(30), first, later(30), first];
    const { error, calls } = await run("enrol", typed, { answers: { EnableMFADevice: WRONG } });
    assert.match(error ?? "", /refused the codes 3 times.*has been deleted again/);
    assert.deepEqual(params(calls, "DeleteVirtualMFADevice", "SerialNumber"), [[SERIAL]]);
  });

  const BROKEN_OFF = new Interrupted("broken off");

  for (const [what, answer, words] of [
    ["deletes the device", "", /Broken off\. The device .* has been deleted again\.$/],
    [
      "says whom to ask where it may not",
      DENIED,
      /left over, and you may not delete it\. Ask an administrator.*--serial-number arn:aws:iam::111122223333:mfa\/bob`\./,
    ],
    [
      "says so where the device is enrolled all the same",
      new AwsError("DeleteConflict", "assigned", 409),
      /is enrolled all the same/,
    ],
    [
      "says why it could not",
      new AwsError("InvalidInput", "bad serial", 400),
      /could not be deleted \(bad serial\)/,
    ],
  ] as const) {
    it(`${what}, when the person breaks off`, async () => {
      for (const typed of [[BROKEN_OFF], [first, BROKEN_OFF]]) {
        const { error, calls } = await run("enrol", typed, { answers: { DeleteVirtualMFADevice: answer } });
        assert.match(error ?? "", words);
        assert.deepEqual(params(calls, "DeleteVirtualMFADevice", "SerialNumber"), [[SERIAL]]);
        assert.deepEqual(params(calls, "EnableMFADevice"), []);
        await fake?.stop();
      }
    });
  }

  it("makes nothing where the person breaks off before", async () => {
    const { error, calls } = await run("enrol", [BROKEN_OFF], {
      answers: { ListMFADevices: devices(SERIAL) },
    });
    assert.equal(error, "Broken off. Nothing was changed.");
    assert.deepEqual(params(calls, "CreateVirtualMFADevice"), []);
  });

  it("deletes the device where AWS fails to enable it", async () => {
    const { error, calls } = await run("enrol", [first, first], { answers: { EnableMFADevice: DENIED } });
    assert.match(error ?? "", /did not enable the device: explicit deny.*deleted again/);
    assert.equal(params(calls, "DeleteVirtualMFADevice").length, 1);
  });

  it("adds to the devices that there are only if that is wanted", async () => {
    const answers = { ListMFADevices: devices(SERIAL) };
    const no = await run("enrol", [""], { answers });
    assert.match(
      no.terminal.phone.shown.replace(/\s+/g, " "),
      /You have an MFA device already\. AWS adds a second device only in a session.*AWS-2023-001.*: `mfa-guard session` $/,
    );
    assert.deepEqual([no.error, params(no.calls, "CreateVirtualMFADevice")], [null, []]);
    await fake?.stop();
    const yes = await run("enrol", ["y", "123456", first, first, none], { answers });
    assert.equal(params(yes.calls, "EnableMFADevice").length, 1);
    assert.deepEqual(params(yes.calls, "GetSessionToken", "SerialNumber", "TokenCode"), [[SERIAL, "123456"]]);
    assert.equal(yes.terminal.phone.shown.split("AWS-2023-001").length, 2, "told once");
    await fake?.stop();
    const full = await run("enrol", [], { answers: { ListMFADevices: devices(..."12345678") } });
    assert.match(full.error ?? "", /8 MFA devices/);
  });

  for (const [what, there, typed] of [
    ["a first device", devices(), [first, first, "", first, later(30)]],
    ["another device", devices(SERIAL), ["y", "12", "123456", first, first, "12", later(30)]],
  ] as const)
    it(`says nothing of ${what} in lines that break in a window of 80 columns`, async () => {
      const { stdout, terminal } = await run("enrol", typed, {
        answers: { ListMFADevices: there },
        args: ["--write-profile", "a-name-that-is-rather-long-for-the-profile-of-a-session-with-mfa"],
        window: { columns: 80, rows: 24 },
        env: { AWS_REGION: "" },
      });
      const shown = `${terminal.phone.shown.replace(/\u001b\[[0-9;]*m/g, "")}\n${stdout}`;
      assert.match(shown, /Use it:\s`aws.*-mfa`/);
      assert.match(stdout, /Enrolled/);
      // What is to be typed stays whole.
      const long = [...shown.split("\n"), ...terminal.asked].filter(
        (line) => line.length > 80 && !/^ *(otpauth:\S+|`[^`]+`)$/.test(line),
      );
      assert.deepEqual(long, []);
    });

  it("sends somebody who has only a passkey to the console, before anything is made", async () => {
    const fido = "arn:aws:iam::111122223333:u2f/user/bob/k";
    const { error, calls, terminal } = await run("enrol", [], {
      answers: { ListMFADevices: devices(fido) },
    });
    assert.deepEqual(terminal.asked, [], "nothing to which the answer would be no");
    assert.doesNotMatch(terminal.phone.shown, /mfa-guard session/, "for which it shows no code");
    assert.match(
      error ?? "",
      /AWS-2023-001.*111122223333\.signin.*Assign MFA device.*`aws login`.*not document/,
    );
    assert.deepEqual(params(calls, "CreateVirtualMFADevice"), []);
  });

  it("goes on where devices may not be listed, and says so", async () => {
    const { error, stderr } = await run("enrol", [first, first, none], {
      answers: { ListMFADevices: DENIED },
    });
    assert.equal(error, null);
    assert.match(stderr, /not known \(AccessDenied\)/);
  });

  for (const [arn, advice] of [
    ["arn:aws:iam::111122223333:root", /Root enrols in the console only/],
    ["arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0123/me", /Identity Center/],
    ["arn:aws:sts::111122223333:assumed-role/admin/me", /your own user's access keys/],
    ["arn:aws:sts::111122223333:federated-user/me", /your own user's access keys/],
  ] as const) {
    it(`does nothing for ${arn}`, async () => {
      const { error, calls } = await run("enrol", [], { answers: { GetCallerIdentity: identity(arn) } });
      assert.match(error ?? "", advice);
      assert.deepEqual(
        calls.map(({ action }) => action),
        ["GetCallerIdentity"],
      );
    });
  }

  it("knows a user of any path and partition", () => {
    const caller = { accountId: "111122223333", partition: "aws-cn", longTermKey: true };
    assert.equal(ownUser({ ...caller, arn: "arn:aws-cn:iam::111122223333:user/a/b/bob" }).name, "bob");
  });
});

describe("the session after enrolling", () => {
  beforeEach(startOver);
  afterEach(clean);

  it("is made with a third code and written to the named profile, and printed nowhere", async () => {
    const used: Typed = (phone) => phone.code();
    const { error, stdout, stderr, terminal, calls } = await run("enrol", [first, first, used, later(30)], {
      args: ["--write-profile", "mfa"],
    });
    assert.equal(error, null);
    assert.match(terminal.phone.shown, /That code has been used/);
    assert.deepEqual(params(calls, "GetSessionToken", "SerialNumber", "TokenCode"), [
      [SERIAL, terminal.phone.code()],
    ]);
    const file = await readFile(path.join(folder, ".aws/credentials"), "utf8");
    assert.equal(
      file,
      `[mfa]\naws_access_key_id = ${KEYS.id}\naws_secret_access_key = ${KEYS.secret}\naws_session_token = ${KEYS.token}\nx_principal_arn = ${BOB}\nx_security_token_expires = 2026-11-22T00:00:00.000Z\nregion = us-east-1\n`,
    );
    assert.match(
      terminal.phone.shown,
      /Use it: `aws sts get-caller-identity --profile mfa`\nRenew it: `.*mfa`\n$/,
    );
    for (const log of [stdout, stderr, terminal.phone.shown]) assert.doesNotMatch(log, /the-session/);
  });

  it("says what to type for a Region, where the person has said none", async () => {
    const { terminal } = await run("enrol", [first, first, later(30)], {
      args: ["--write-profile", "mfa"],
      env: { AWS_REGION: "" },
    });
    assert.doesNotMatch(await readFile(path.join(folder, ".aws/credentials"), "utf8"), /region/);
    assert.match(terminal.phone.shown, /aws configure set region REGION --profile mfa`\n$/);
  });

  it("is offered, and Enter means no", async () => {
    const { terminal, calls } = await run("enrol", [first, first, none]);
    assert.match(terminal.asked.at(-1) ?? "", /Enter for no/);
    assert.deepEqual(params(calls, "GetSessionToken"), []);
  });

  it("is asked for again where the code is refused, and is no failure of the enrolment", async () => {
    const refused = new AwsError(
      "AccessDenied",
      "MultiFactorAuthentication failed with invalid MFA one time pass code.",
    );
    const { error, terminal } = await run("enrol", [first, first, later(30), later(30), later(30)], {
      answers: { GetSessionToken: refused },
      args: ["--write-profile", "mfa"],
    });
    assert.equal(error, null);
    assert.match(terminal.phone.shown, /there is no session\. The device is enrolled/);
  });

  it("may be broken off: the device stays", async () => {
    const { error, terminal, calls } = await run("enrol", [first, first, new Interrupted("x")]);
    assert.equal(error, null);
    assert.match(terminal.phone.shown, /The device is enrolled\./);
    assert.deepEqual(params(calls, "DeleteVirtualMFADevice"), []);
  });

  it("never goes over a long-term key, and says so before anything is made", async () => {
    const file = path.join(folder, ".aws/credentials");
    const text = "[mfa]\naws_access_key_id = AKIAREAL\naws_secret_access_key = precious\n";
    await mkdir(path.dirname(file));
    await writeFile(file, text);
    const { error, calls } = await run("enrol", [], { args: ["--write-profile", "mfa"] });
    assert.match(error ?? "", /holds something else than a session/);
    assert.deepEqual(params(calls, "CreateVirtualMFADevice"), []);
    await fake?.stop();
    const asked = await run("enrol", [first, first, "mfa"]);
    assert.match(asked.error ?? "", /holds something else than a session/);
    assert.deepEqual(params(asked.calls, "GetSessionToken"), []);
    assert.equal(await readFile(file, "utf8"), text);
  });

  it("is not offered to whoever uses a session already", async () => {
    const { terminal } = await run("enrol", [first, first], { env: { AWS_ACCESS_KEY_ID: "ASIATEST" } });
    assert.equal(terminal.asked.length, 2);
  });
});

describe("mfa-guard resync", () => {
  beforeEach(startOver);
  afterEach(clean);

  it("sends two codes of the caller's only device that shows codes", async () => {
    const fido = "arn:aws:iam::111122223333:u2f/user/bob/k";
    const { stdout, calls, error } = await run("resync", ["123456", "654321"], {
      answers: { ListMFADevices: devices(fido, SERIAL) },
    });
    assert.equal(error, null);
    assert.deepEqual(
      params(
        calls,
        "ResyncMFADevice",
        "UserName",
        "SerialNumber",
        "AuthenticationCode1",
        "AuthenticationCode2",
      ),
      [["bob", SERIAL, "123456", "654321"]],
    );
    assert.match(stdout, /in sync again/);
  });

  for (const [what, typed, answers, args, words] of [
    ["there is none", [], {}, [], /no MFA device that shows codes/],
    [
      "there are several",
      [],
      { ListMFADevices: devices(SERIAL, "GAHT12345678") },
      [],
      /name one with --serial:\n {2}.*mfa\/bob\n {2}GAHT12345678/,
    ],
    ["they can't be listed", [], { ListMFADevices: DENIED }, [], /Or name the device with --serial/],
    [
      "the codes are refused",
      ["123456", "654321"],
      { ResyncMFADevice: WRONG },
      ["--serial", "GAHT1"],
      /did not take these codes/,
    ],
  ] as const) {
    it(`says what to do where ${what}`, async () => {
      assert.match((await run("resync", typed, { answers, args })).error ?? "", words);
    });
  }
});

describe("the time until the next code", () => {
  const AT = Date.parse("2026-11-21T12:00:10Z");
  const phone = () => new FakeTerminal([]).phone;

  for (const [what, periods, wait] of [
    ["the code of now", 0, 20_000],
    ["the code before", -1, 0],
    ["an older one", -3, 0],
    ["one of a clock that is ahead", 1, 50_000],
    ["one of a clock that is five minutes ahead", 10, 320_000],
    ["one of a clock that is further off, which AWS is the judge of", 11, 0],
  ] as const) {
    it(`is ${wait} ms after ${what}`, () => {
      const app = phone();
      app.shown = `Key: ${SEED}\n`;
      app.time = AT;
      assert.equal(untilNextCode(SEED, app.code(periods), new Date(AT)), wait);
    });
  }
});

describe("the permissions of enrol and resync", () => {
  beforeEach(startOver);
  afterEach(clean);

  it("are the calls that they make, but for those that need none", async () => {
    const enrolled = await run("enrol", [first, first, later(30)], { args: ["--write-profile", "mfa"] });
    await fake?.stop();
    const resynced = await run("resync", ["123456", "654321"], {
      answers: { ListMFADevices: devices(SERIAL) },
    });
    assert.deepEqual([enrolled.error, resynced.error], [null, null]);
    const actions = new Set([...enrolled.calls, ...resynced.calls].map(({ action }) => action));
    const made = [...actions].map((action) => `${action.startsWith("Get") ? "sts" : "iam"}:${action}`);
    const granted = permissions.Statement.flatMap(({ Action }) => Action);
    assert.deepEqual(made.filter((action) => !UNGRANTED.includes(action)).sort(), granted.sort());
    assert.ok(actions.has("GetSessionToken"));
  });
});

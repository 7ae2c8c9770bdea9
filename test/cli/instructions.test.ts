import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { type AccountInfo, rootSignInUrl } from "../../cli/instructions/account-info";
import { signInUrl } from "../../policypack/iam/sign-in-url";
import { LETTER_FORMATS, render } from "../../cli/instructions/render";
import { rootLetter } from "../../cli/instructions/root-letter";
import { userLetter, type UserLetterFacts } from "../../cli/instructions/user-letter";
import { wrap } from "../../cli/instructions/wrap";
import {
  ADD_MFA,
  DEVICE_STEPS,
  type EnrolledDevice,
  nameAndChoose,
  ROOT_OUT_OF_SYNC,
  ROOT_PASSKEY_FAILS,
  ROOT_STEPS,
} from "../../policypack/rules/remediation";
import type { DeviceKind } from "../../policypack/facts/account-facts";
import type { Break } from "../../cli/rollout/consequences";
import { NOW } from "../support/accounts";
import { accountAnswers } from "../support/fake-account";
import { type Answers, AwsError, FakeAws } from "../support/fake-aws";
import { environmentOf, runCli } from "./run-cli";

const PLACE: AccountInfo = { accountId: "111122223333", partition: "aws", alias: null };
const FACTS: UserLetterFacts = {
  accountInfo: PLACE,
  name: "bob",
  device: "virtual",
  devices: [],
  standing: { kind: "wave", wave: "all", deadline: new Date("2027-02-01T09:00:00Z") },
  breaks: [],
  contact: null,
  now: NOW,
};

/** Text without its line breaks, so that tests don't depend on where lines end. */
function flat(text: string): string {
  return text.replace(/\s+/g, " ");
}

function userText(changes: Partial<UserLetterFacts>): string {
  return flat(render(userLetter({ ...FACTS, ...changes }), "text"));
}

describe("the sign-in address", () => {
  for (const [partition, alias, address] of [
    ["aws", null, "https://111122223333.signin.aws.amazon.com/console"],
    ["aws", "example", "https://example.signin.aws.amazon.com/console"],
    ["aws-cn", null, "https://111122223333.signin.amazonaws.cn/console"],
    ["aws-us-gov", "gov", "https://gov.signin.amazonaws-us-gov.com/console"],
    ["aws-eusc", "example", "https://eusc-de-east-1.console.amazonaws-eusc.eu/"],
    ["aws-iso", null, null],
  ] as const) {
    it(`is ${address} in ${partition}${alias ? ` with the alias ${alias}` : ""}`, () => {
      assert.equal(signInUrl({ ...PLACE, partition, alias }), address);
    });
  }

  it("is none for root of GovCloud, who can't sign in", () => {
    assert.throws(() => rootSignInUrl({ partition: "aws-us-gov" }), /GovCloud account can't sign in/);
    const inChina = () => rootSignInUrl({ partition: "aws-cn" });
    assert.throws(inChina, /AWS's documents disagree: .* there is no root user .* instructions --user NAME/);
    const sovereign = rootSignInUrl({ partition: "aws-eusc" });
    assert.equal(sovereign, "https://eusc-de-east-1.console.amazonaws-eusc.eu/");
  });
});

describe("a user's instructions", () => {
  it("tell where AWS's documents disagree on kinds of device, in China alone", () => {
    const DISAGREE =
      /authenticator app is the kind that AWS's documents agree on\. AWS's documents disagree: .* hardware MFA/;
    assert.match(userText({ accountInfo: { ...PLACE, partition: "aws-cn" } }), DISAGREE);
    assert.doesNotMatch(userText({}), /disagree/);
  });

  it("tell the deadline, the address, and what stops working", () => {
    const text = userText({});
    assert.match(
      text,
      /Please set it up before 2027-02-01 09:00 UTC\. From then on everything but setting up MFA is denied/,
    );
    assert.match(text, /Sign in at: https:\/\/111122223333\.signin\.aws\.amazon\.com\/console/);
    assert.match(text, /The AWS CLI and programs with your access keys/);
  });

  it("tell the account's number where the address does not", () => {
    const text = userText({ accountInfo: { ...PLACE, partition: "aws-eusc" } });
    assert.match(
      text,
      /2\. Sign in at https:\/\/eusc-de-east-1\.console\.amazonaws-eusc\.eu\/ as an IAM user, to account 111122223333, with/,
    );
  });

  it("say so where AWS publishes no address", () => {
    const text = userText({ accountInfo: { ...PLACE, partition: "aws-iso-b" } });
    assert.match(
      text,
      /Sign in to account 111122223333 \(AWS publishes no sign-in address .* aws-iso-b: ask/,
    );
    assert.doesNotMatch(text, /https:/);
  });

  for (const [standing, words] of [
    [
      { kind: "wave", wave: "w", deadline: new Date("2026-11-01T09:00:00Z") },
      /Since 2026-11-01 09:00 UTC everything/,
    ],
    [{ kind: "at once" }, /Already now everything/],
    [
      { kind: "grace", until: new Date("2026-12-01T00:00:00Z") },
      /before 2026-12-01 00:00 UTC\. Once it is enforced, everything/,
    ],
    [{ kind: "grace", until: NOW }, /Please set it up now\. Once it is enforced, everything/],
    [
      { kind: "exempt", until: new Date("2026-12-01T00:00:00Z"), wave: null },
      /exempt until 2026-12-01 00:00 UTC\. After that, once it is enforced for you, everything/,
    ],
    [{ kind: "no deadline" }, /Once it is enforced/],
  ] as const) {
    it(`say from when to whoever is "${standing.kind}"`, () => assert.match(userText({ standing }), words));
  }

  /** In the order of AWS's own pages about each kind. */
  const IN_ORDER: Readonly<Record<EnrolledDevice, readonly RegExp[]>> = {
    virtual: [
      /^Install an authenticator app/,
      /^Sign in at https/,
      /Assign MFA device/,
      /device name.*Authenticator app.*Next/,
      /new account in the app.*Show QR code.*Show secret key/,
      /MFA code 1.*30 seconds.*MFA code 2/,
      /Add MFA immediately.*out of sync/,
      /^Sign out, and in again/,
    ],
    totp: [
      /^Sign in at https/,
      /Assign MFA device/,
      /device name.*Hardware TOTP token.*Next/,
      /serial number.*back/,
      /Press its button.*MFA code 1.*30 seconds.*press the button again.*MFA code 2/,
      /Add MFA immediately.*out of sync/,
      /^Sign out, and in again/,
    ],
    passkey: [
      /^Sign in at https/,
      /Assign MFA device/,
      /device name.*Passkey or security key.*Next/,
      /browser.*USB.*Continue/,
      /^Sign out, and in again/,
    ],
  };

  for (const [device, steps] of Object.entries(IN_ORDER) as [EnrolledDevice, readonly RegExp[]][]) {
    it(`explain a ${device} device step by step, and name the others`, () => {
      const { sections } = userLetter({ ...FACTS, device });
      const todo = sections.find(({ heading }) => heading === "What to do");
      assert.equal(todo?.items.length, steps.length);
      steps.forEach((step, index) => assert.match(todo?.items[index] ?? "", step));
      const text = userText({ device });
      for (const { name } of Object.values(DEVICE_STEPS).filter((other) => other !== DEVICE_STEPS[device]))
        assert.ok(text.includes(name), name);
      const ofCodes = /choose Resync, and type two codes.*`mfa-guard resync`/;
      const ofPasskeys = /use another browser.*extensions.*ask your administrator/;
      const [said, unsaid] = device === "passkey" ? [ofPasskeys, ofCodes] : [ofCodes, ofPasskeys];
      assert.match(text, said);
      assert.doesNotMatch(text, unsaid);
      assert.match(text, /unique to one user; a security key can serve several/);
    });
  }

  it("say of a passkey that it makes no session for the AWS CLI, and tell nobody first to use one", () => {
    const words =
      /since a key carries no MFA\. A passkey or security key makes no session for them\..*authenticator app.*`aws login` \(AWS CLI 2\.32.*SignInLocalDevelopmentAccess.*AWS does not document/;
    assert.match(userText({ device: "passkey" }), words);
    assert.doesNotMatch(userText({}), words);
    assert.match(userText({ devices: ["fido"] }), words);
    assert.doesNotMatch(userText({ device: "passkey", devices: ["fido", "virtual"] }), words);
  });

  it("tells somebody with an SMS device alone to enrol, since it does not count, and does not count it beside others", () => {
    const told = (devices: readonly DeviceKind[]) => flat(render(userLetter({ ...FACTS, devices }), "text"));
    assert.equal(told(["sms"]), told([]));
    assert.equal(told(["sms", "fido"]), told(["fido"]));
    assert.notEqual(told(["fido"]), told([]));
  });

  it("tell somebody who has MFA that there is nothing to set up, and how to use it", () => {
    const letter = userLetter({ ...FACTS, devices: ["virtual", "fido"] });
    const text = flat(render(letter, "text"));
    assert.equal(letter.title, "MFA for your AWS user bob");
    assert.match(text, /You have MFA already \(an authenticator app, a passkey or security key\)/);
    assert.match(text, /From 2027-02-01 09:00 UTC on everything is denied in a session without it/);
    assert.match(text, /`mfa-guard session`/);
    assert.ok(!letter.sections.some(({ kind }) => kind === "steps"));
  });

  it("tell somebody who has MFA what can go wrong with what they have", () => {
    const resync = /choose Resync/;
    const browser = /use another browser/;
    for (const [devices, codes, passkey] of [
      [["virtual"], true, false],
      [["hardware-totp"], true, false],
      [["fido"], false, true],
      [["fido", "virtual"], true, true],
      [["unspecified"], true, true],
    ] as const) {
      const text = userText({ devices });
      assert.deepEqual([resync.test(text), browser.test(text)], [codes, passkey], devices.join());
    }
  });

  it("tell a person what of theirs breaks", () => {
    const uses = [{ at: NOW, region: "eu-west-1", service: "s3" }];
    assert.match(
      userText({ breaks: [{ kind: "access-key", uses }] }),
      /Yours is in use: s3 in eu-west-1 on 2026-11-21\./,
    );
  });

  it("put nothing off to a deadline that is past", () => {
    const breaks: Break[] = [
      { kind: "access-key", uses: [{ at: NOW, region: "eu-west-1", service: "s3" }] },
      { kind: "password-expired", hard: false, barred: false, expires: NOW, why: "" },
    ];
    for (const [deadline, by] of [
      [new Date("2027-02-01T09:00:00Z"), "before the deadline"],
      [NOW, "now"],
    ] as const) {
      const text = flat(userText({ breaks, standing: { kind: "wave", wave: "all", deadline } }));
      assert.ok(text.includes(`Change what uses it ${by}.`), text);
      assert.ok(text.includes(`change it ${by}, too.`), text);
    }
  });

  it("tell somebody whom MFA does not help to ask, and not that they can't set it up", () => {
    const breaks: Break[] = [{ kind: "cannot-enrol", why: "", certain: true, useless: true }];
    const text = flat(userText({ breaks, devices: ["virtual"] }));
    assert.match(text, /everything will be denied to you with MFA too: ask your administrator/);
    assert.doesNotMatch(text, /set up MFA/);
  });

  it("send somebody to whom the console is closed to the command, and to it alone", () => {
    const text = userText({ byCommand: true });
    assert.match(text, /1\. Install an authenticator app .* 2\. At the command line, run `mfa-guard enrol`/);
    assert.doesNotMatch(text, /and your password\.|Show QR code\. /);
    assert.match(userText({ byCommand: true, device: "passkey" }), /and your password\./);
  });

  it("send somebody who may not change the password to an administrator", () => {
    const breaks: Break[] = [
      { kind: "password-reset", barred: true, why: "" },
      { kind: "password-expired", hard: true, barred: true, expires: NOW, why: "" },
    ];
    const text = flat(userText({ breaks }));
    assert.match(text, /change your password, and may not: ask your administrator for a new one/);
    assert.match(
      text,
      /Your password expired on 2026-11-21, and you may not change it: ask your administrator for a new one/,
    );
    assert.doesNotMatch(text, /do that|change it before/);
  });

  it("say of a password that has expired that it has", () => {
    const breaks: Break[] = [{ kind: "password-expired", hard: false, barred: false, expires: NOW, why: "" }];
    assert.match(flat(userText({ breaks })), /Your password expired on 2026-11-21: change it/);
  });

  for (const format of LETTER_FORMATS) {
    it(`show hostile names and contacts as text in ${format}`, () => {
      const contact = "<script>alert(1)</script>\n\n# Owned `rm -rf`\u001b[2J";
      const letter = render(userLetter({ ...FACTS, name: "<img src=x>*_[a](b)", contact }), format);
      assert.doesNotMatch(letter, /^# Owned|\u001b|`rm -rf`|<code>rm/m);
      if (format !== "text") assert.doesNotMatch(letter, /(?<!\\)<(script|img)/);
      if (format === "markdown") assert.doesNotMatch(letter, /(?<!\\)\[a/);
    });
  }
});

describe("root's instructions", () => {
  const letter = (device: EnrolledDevice) => rootLetter({ accountInfo: PLACE, device, contact: null });
  const words = (device: EnrolledDevice) => flat(render(letter(device), "text"));

  for (const device of ["virtual", "totp", "passkey"] as const) {
    it(`begin with the way back in, then have each step of a ${device} device`, () => {
      const [todo] = letter(device).sections;
      const { first, steps, codes } = DEVICE_STEPS[device];
      const before = [...(first === null ? [] : [first]), ROOT_STEPS.first, ROOT_STEPS.signIn];
      const expected = [...before, nameAndChoose(device), ...steps, ...(codes ? [ADD_MFA] : [])];
      assert.deepEqual(todo?.items.slice(0, -1), expected);
      assert.match(todo?.items.at(-1) ?? "", /in again with MFA\. Then register a second device/);
      const troubles = letter(device).sections.find(({ heading }) => heading === "If it does not work");
      assert.deepEqual(troubles?.items, [codes ? ROOT_OUT_OF_SYNC : ROOT_PASSKEY_FAILS]);
      assert.match(words(device), /protects root only/);
      assert.match(words(device), /Sign in as root .*Root user.*Sign in using root user email/);
      assert.doesNotMatch(words(device), /mfa-guard resync/, "which is for IAM users only");
    });
  }

  it("say why a passkey or security key is the strongest, and that of another there is a stronger", () => {
    assert.match(words("passkey"), /explains the strongest device\..*can't be phished.*not virtual/);
    assert.match(
      words("virtual"),
      /There is a stronger device.*A passkey or security key can't be phished.*not virtual/,
    );
  });

  it("have a page that needs nothing from anywhere", () => {
    const html = render(rootLetter({ accountInfo: PLACE, device: "passkey", contact: null }), "html");
    assert.doesNotMatch(html, /<script|<link|<img|src=|url\(/);
    assert.match(html, /<a href="https:\/\/console\.aws\.amazon\.com\/">/);
  });
});

describe("wrapping", () => {
  it("does not break what is to be typed", () => {
    assert.equal(wrap("type `a b c d e f`, then", "", 10), "type\n`a b c d e f`,\nthen");
  });

  it("breaks at spaces, indents what follows, and leaves long words whole", () => {
    assert.equal(
      wrap("aaa bbb https://x.example/long ccc", "1. ", 10),
      "1. aaa bbb\n   https://x.example/long\n   ccc",
    );
  });
});

describe("mfa-guard instructions", () => {
  let folder: string;
  let fake: FakeAws | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "mfa-guard-instructions-"));
    const waves = "waves:\n  - name: devs\n    groups: [developers]\n    deadline: 2027-02-01T09:00:00Z\n";
    await writeFile(path.join(folder, "rollout.yaml"), `account: existing\n${waves}`);
  });

  afterEach(async () => {
    await fake?.stop();
    fake = undefined;
    await rm(folder, { recursive: true });
  });

  async function instructions(args: readonly string[], changes: Answers = {}) {
    const users = [{ name: "bob", password: true, groups: ["developers"] }];
    fake = await FakeAws.start({ ...accountAnswers(users), ...changes });
    return runCli(["instructions", ...args], { env: environmentOf(fake), cwd: folder });
  }

  it("asks AWS only for the account and its alias", async () => {
    const { code, stdout } = await instructions(["--wave", "DEVS"]);
    assert.equal(code, 0);
    assert.match(stdout, /https:\/\/example\.signin\.aws\.amazon\.com\/console/);
    assert.match(flat(stdout), /before 2027-02-01 09:00 UTC/);
    assert.deepEqual(fake?.counts(), { GetCallerIdentity: 1, ListAccountAliases: 1 });
  });

  it("uses the account's number where the alias may not be read, and says so", async () => {
    const { stdout, stderr } = await instructions([], {
      ListAccountAliases: new AwsError("AccessDenied", "no"),
    });
    assert.match(stdout, /https:\/\/111122223333\.signin/);
    assert.match(stderr, /iam:ListAccountAliases answered AccessDenied/);
  });

  it("finds a user's wave by their group", async () => {
    assert.match(
      flat((await instructions(["--user", "Bob"])).stdout),
      /your AWS user bob .* before 2027-02-01 09:00 UTC/,
    );
  });

  it("knows no such wave or user", async () => {
    const wave = await instructions(["--wave", "ops"]);
    assert.equal(wave.code, 2);
    assert.match(wave.stderr, /no wave ops\. It has: devs\./);
    await fake?.stop();
    const user = await instructions(["--user", "nobody"]);
    assert.equal(user.code, 2);
    assert.match(user.stderr, /no user nobody/);
  });

  it("tells a user who has MFA so, and whoever writes to them", async () => {
    const { stdout, stderr } = await instructions(["--user", "bob"], {
      ListVirtualMFADevices:
        "<VirtualMFADevices><member><SerialNumber>arn:aws:iam::111122223333:mfa/bob</SerialNumber><User><Arn>arn:aws:iam::111122223333:user/bob</Arn><UserName>bob</UserName><UserId>B</UserId><Path>/</Path><CreateDate>2020-01-01T00:00:00Z</CreateDate></User><EnableDate>2020-01-01T00:00:00Z</EnableDate></member></VirtualMFADevices><IsTruncated>false</IsTruncated>",
    });
    assert.match(stdout, /You have MFA already \(an authenticator app\)/);
    assert.match(stderr, /bob has MFA already, and the letter says so/);
  });

  it("says that it is not known whether a user has MFA", async () => {
    const { stderr } = await instructions(["--user", "bob"], {
      ListVirtualMFADevices: new AwsError("AccessDenied", "no"),
      ListMFADevices: new AwsError("AccessDenied", "no"),
    });
    assert.match(stderr, /Whether bob has MFA already is not known: .*AccessDenied/);
  });

  it("explains the strongest device to root, and a token to who says hardware", async () => {
    const { stdout: strongest } = await instructions(["--for", "root"]);
    assert.match(flat(strongest), /3\. Type a new device name, choose Passkey or security key, and/);
    await fake?.stop();
    const { code, stdout } = await instructions(["--for", "root", "--device", "hardware"]);
    assert.equal(code, 0);
    assert.match(flat(stdout), /3\. Type a new device name, choose Hardware TOTP token/);
  });

  it("has root's in HTML", async () => {
    const { stdout } = await instructions(["--for", "root", "--device", "passkey", "--format", "html"]);
    assert.match(stdout, /<h1>Set up MFA for the root user of AWS account 111122223333 \(example\)<\/h1>/);
  });
});

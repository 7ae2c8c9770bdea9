import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { DEVICES, type Device } from "../../cli/instructions/letter";
import { type Place, rootSignInAddress } from "../../cli/instructions/place";
import { signInAddress } from "../../policypack/iam/sign-in-address";
import { LETTER_FORMATS, render } from "../../cli/instructions/render";
import { rootLetter } from "../../cli/instructions/root-letter";
import { userLetter, type UserLetterFacts } from "../../cli/instructions/user-letter";
import { wrap } from "../../cli/instructions/wrap";
import { ENROL_ROOT } from "../../policypack/rules/remediation";
import { NOW } from "../support/accounts";
import { accountAnswers } from "../support/fake-account";
import { type Answers, AwsError, FakeAws } from "../support/fake-aws";
import { environmentOf, runCli } from "./run-cli";

const PLACE: Place = { accountId: "111122223333", partition: "aws", alias: null };
const FACTS: UserLetterFacts = {
  place: PLACE,
  name: "bob",
  device: "virtual",
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
      assert.equal(signInAddress({ ...PLACE, partition, alias }), address);
    });
  }

  it("is none for root of GovCloud, who can't sign in", () => {
    assert.throws(() => rootSignInAddress({ partition: "aws-us-gov" }), /GovCloud account can't sign in/);
    assert.equal(rootSignInAddress({ partition: "aws-cn" }), "https://console.amazonaws.cn/");
    const sovereign = rootSignInAddress({ partition: "aws-eusc" });
    assert.equal(sovereign, "https://eusc-de-east-1.console.amazonaws-eusc.eu/");
  });
});

describe("a user's instructions", () => {
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
    const text = userText({ place: { ...PLACE, partition: "aws-eusc" } });
    assert.match(
      text,
      /1\. Sign in at https:\/\/eusc-de-east-1\.console\.amazonaws-eusc\.eu\/ as an IAM user, to account 111122223333, with/,
    );
  });

  it("say so where AWS publishes no address", () => {
    const text = userText({ place: { ...PLACE, partition: "aws-iso-b" } });
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
    [{ kind: "grace", until: new Date("2026-12-01T00:00:00Z") }, /before 2026-12-01 00:00 UTC/],
    [
      { kind: "exempt", until: new Date("2026-12-01T00:00:00Z"), wave: null },
      /exempt until 2026-12-01 00:00 UTC/,
    ],
    [{ kind: "no deadline" }, /Once it is enforced/],
  ] as const) {
    it(`say from when to whoever is "${standing.kind}"`, () => assert.match(userText({ standing }), words));
  }

  for (const [device, step] of [
    ["virtual", /1\. Sign in at .* 3\. Authenticator app .* two consecutive codes/],
    ["totp", /3\. Hardware TOTP token: the serial number on its back, then two consecutive codes/],
    ["passkey", /3\. Passkey or security key .*makes no such session/],
  ] as const) {
    it(`explain a ${device} device, and name the others`, () => {
      const text = userText({ device });
      assert.match(text, step);
      for (const other of [/Authenticator app/, /Hardware TOTP token/, /Passkey or security key/])
        assert.match(text, other);
    });
  }

  it("tell a person what of theirs breaks", () => {
    const uses = [{ at: NOW, region: "eu-west-1", service: "s3" }];
    assert.match(
      userText({ breaks: [{ kind: "access-key", uses }] }),
      /Yours is in use: s3 in eu-west-1 on 2026-11-21\./,
    );
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
  const words = (device: Device) => flat(render(rootLetter({ place: PLACE, device, contact: null }), "text"));

  for (const device of DEVICES) {
    it(`have every step of the remediation, for a ${device} device`, () => {
      for (const step of ENROL_ROOT) assert.ok(words(device).includes(flat(step)), step);
    });
  }

  it("begin with the way back in, then the device that was asked for", () => {
    assert.match(
      words("totp"),
      /1\. First check that root's e-mail address .* 2\. Sign in as root .* 3\. Hardware TOTP token/,
    );
  });

  it("have a page that needs nothing from anywhere", () => {
    const html = render(rootLetter({ place: PLACE, device: "passkey", contact: null }), "html");
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

  it("has root's in HTML", async () => {
    const { stdout } = await instructions(["--for", "root", "--device", "passkey", "--format", "html"]);
    assert.match(stdout, /<h1>Set up MFA for the root user of AWS account 111122223333 \(example\)<\/h1>/);
  });
});

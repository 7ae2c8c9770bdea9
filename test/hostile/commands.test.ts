import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { environmentOf, runCli } from "../cli/run-cli";
import { accountAnswers, ACCOUNT, CREATED } from "../support/fake-account";
import { AwsError, FakeAws } from "../support/fake-aws";
import { ALL_ACTING, CONTROL, PROTOTYPE_NAMES } from "./words";

/** Any character may be in an answer, written so. */
function xml(text: string): string {
  return Array.from({ length: text.length }, (_, at) => `&#x${text.charCodeAt(at).toString(16)};`).join("");
}

function member(name: string, tags: Record<string, string>): string {
  const written = Object.entries(tags).map(
    ([k, v]) => `<member><Key>${xml(k)}</Key><Value>${xml(v)}</Value></member>`,
  );
  return (
    `<member><UserName>${xml(name)}</UserName><Arn>arn:aws:iam::${ACCOUNT}:user/${xml(name)}</Arn><Path>/</Path>` +
    `<CreateDate>${CREATED}</CreateDate><GroupList/><Tags>${written.join("")}</Tags></member>`
  );
}

/** Addresses that would add a header, a recipient or a body to a mail. */
const ADDRESSES = [
  "a@example.com\r\nBcc: evil@example.com",
  "a@example.com\n\nbody",
  "a@example.com, evil@example.com",
];

/** Users whom IAM itself would refuse, as somebody in between might tell of them. */
const USERS: readonly (readonly [string, Record<string, string>])[] = [
  [ALL_ACTING, { email: "all@example.com", [ALL_ACTING]: ALL_ACTING }],
  ...PROTOTYPE_NAMES.map((name) => [name, { email: `${name}@example.com`, [name]: "x" }] as const),
  ...ADDRESSES.map((email, index) => [`mail${index}`, { email }] as const),
];

const ROLLOUT = `account: existing\nwaves:\n  - name: __proto__\n    users: [constructor, "to*"]\n    deadline: 2026-12-01T09:00:00Z\n  - name: toString\n    rest: true\n    deadline: 2026-12-02T09:00:00Z\n`;

describe("hostile texts in a live account", () => {
  let fake: FakeAws;
  let folder: string;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "mfa-guard-hostile-"));
    await writeFile(path.join(folder, "rollout.yaml"), ROLLOUT);
    const members = USERS.map(([name, tags]) => member(name, tags)).join("");
    fake = await FakeAws.start({
      ...accountAnswers([]),
      ListAccountAliases: `<AccountAliases><member>${xml(ALL_ACTING)}</member></AccountAliases>`,
      GetAccountAuthorizationDetails: `<UserDetailList>${members}</UserDetailList>`,
      GetLoginProfile: `<LoginProfile><CreateDate>${CREATED}</CreateDate></LoginProfile>`,
      ListMFADevices: "<MFADevices/>",
      GetAccountPasswordPolicy: new AwsError("ServiceFailure", xml(ALL_ACTING), 403),
    });
  });
  after(async () => {
    await fake.stop();
    await rm(folder, { recursive: true });
  });

  const run = (...args: string[]) => runCli(args, { env: environmentOf(fake), cwd: folder });

  const COMMANDS: readonly (readonly string[])[] = [
    ["audit", "--rollout", "rollout.yaml"],
    ["plan"],
    ["plan", "--format", "json"],
    ["status"],
    ["status", "--format", "json"],
    ["status", "--format", "html"],
    ["verify"],
    ["verify", "--format", "json"],
    ["remind"],
    ["instructions", "--user", "constructor"],
    ["instructions", "--user", ALL_ACTING],
    ["instructions", "--wave", "__proto__", "--contact", ALL_ACTING],
  ];
  for (const args of COMMANDS) {
    it(`act on nothing that shows what ${args.slice(0, 3).join(" ").slice(0, 40)} says`, async () => {
      const { code, stdout, stderr } = await run(...args);
      assert.ok(code <= 2);
      assert.doesNotMatch(stderr, /this is a bug/);
      assert.doesNotMatch(stdout.replaceAll("\r\n", "\n"), CONTROL);
      assert.doesNotMatch(stderr, CONTROL);
      assert.doesNotMatch(stdout + stderr, /\r(?!\n)/);
      assert.deepEqual(Object.keys(Object.prototype), []);
    });
  }

  it("do not send people elsewhere to sign in: what is no alias gives way to the number", async () => {
    const { stdout } = await run("instructions", "--user", "constructor");
    assert.match(stdout, /^Sign in at: https:\/\/111122223333\.signin\.aws\.amazon\.com\/console$/m);
  });

  it("count each user once, whatever their name means to JavaScript", async () => {
    const { total } = JSON.parse((await run("status", "--format", "json")).stdout) as {
      total: Record<string, number>;
    };
    assert.equal(total["total"] ?? Object.values(total).reduce((a, b) => a + b), USERS.length);
  });

  it("add no header, no recipient and no body to a mail, and no file outside of the folder", async () => {
    await run("remind", "--format", "eml", "--output", "mails", "--from", "s@example.com", "--overdue");
    const files = await readdir(path.join(folder, "mails"));
    assert.equal(files.length, PROTOTYPE_NAMES.length);
    for (const file of files) {
      const text = await readFile(path.join(folder, "mails", file), "utf8");
      const [head = ""] = text.split("\r\n\r\n");
      const names = head.split(/\r\n(?![ \t])/).map((line) => line.split(":")[0]);
      assert.equal(new Set(names).size, names.length, head);
      assert.ok(!names.some((name) => /bcc/i.test(name ?? "")));
      assert.match(head, /^To: [\w]+@example\.com\r$/m);
      assert.doesNotMatch(text.replaceAll("\r\n", ""), /[\r\n\u0000-\u0008\u001b]/);
    }
    assert.deepEqual((await readdir(folder)).sort(), ["mails", "rollout.yaml"]);
  });
});

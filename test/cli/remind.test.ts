import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { parse } from "csv-parse/sync";
import PostalMime from "postal-mime";
import { parseAddresses } from "../../cli/instructions/addresses";
import { addressInTags, isAddress } from "../../policypack/rollout/mail-address";
import { emlName, toEml } from "../../cli/instructions/eml";
import type { Letter } from "../../cli/instructions/letter";
import {
  mailMerge,
  organizationMailMerge,
  reminderMail,
  remindersOf,
} from "../../cli/instructions/reminders";
import { known } from "../../policypack/facts/fact";
import type { LiveUser } from "../../policypack/facts/account-facts";
import { parseRolloutObject } from "../../policypack/rollout/parse";
import { consoleUser, found, modelAccount, NOT_READ, NOW, userWithoutMfa } from "../support/accounts";
import { accountAnswers } from "../support/fake-account";
import { FakeAws } from "../support/fake-aws";
import { environmentOf, runCli } from "./run-cli";

const PLACE = { accountId: "111122223333", partition: "aws", alias: null };

const ROLLOUT = parseRolloutObject(
  {
    account: "existing",
    waves: [
      { name: "early", users: ["late"], deadline: "2026-11-01T00:00:00Z" },
      { name: "all", rest: true, deadline: "2026-12-01T09:00:00Z" },
    ],
  },
  "test",
);

function someone(name: string, live: Partial<LiveUser> = { tags: known({ email: `${name}@example.com` }) }) {
  return userWithoutMfa(name, {}, live);
}

function reminders(
  users: ReturnType<typeof someone>[],
  options: Partial<Parameters<typeof remindersOf>[3]> = {},
) {
  return remindersOf(modelAccount(users), ROLLOUT, NOW, {
    addresses: null,
    states: ["in grace"],
    ...options,
  });
}

describe("reminders", () => {
  it("are for those in grace, and for the overdue only where asked", () => {
    const users = [someone("bob"), someone("late"), consoleUser("enrolled")];
    assert.deepEqual(
      reminders(users).reminders.map(({ person, email }) => [person.name, email]),
      [["bob", "bob@example.com"]],
    );
    const both = reminders(users, { states: ["in grace", "overdue"] }).reminders;
    assert.deepEqual(
      both.map(({ person, daysLeft }) => [person.name, daysLeft]),
      [
        ["bob", 9],
        ["late", -21],
      ],
    );
  });

  it("take an address from the file before one of the tags, case aside", () => {
    const addresses = parseAddresses("\ufeffUser, Email\nBOB, robert@example.com\n")(PLACE.accountId);
    assert.equal(reminders([someone("bob")], { addresses }).reminders[0]?.email, "robert@example.com");
    assert.equal(addressInTags({ EMail: " a@example.com ", other: "x" }), "a@example.com");
    assert.equal(addressInTags({ mail: " ", other: "x" }), null);
  });

  it("take an address from --addresses before one of the rollout file, and that before one of the tags", () => {
    const rollout = { ...ROLLOUT, addresses: { BOB: "bob@rollout.example.com" } };
    const bob = (addresses: Parameters<typeof remindersOf>[3]["addresses"]) =>
      remindersOf(modelAccount([someone("bob")]), rollout, NOW, { addresses, states: ["in grace"] })
        .reminders[0]?.email;
    assert.equal(bob(null), "bob@rollout.example.com");
    assert.equal(bob(new Map([["bob", "robert@example.com"]])), "robert@example.com");
  });

  it("reach users whose name is their address, even where no tags are read, and a tag goes before", () => {
    const name = "ann@example.com";
    for (const [changes, email] of [
      [{}, name],
      [{ tags: NOT_READ }, name],
      [{ tags: known({ email: "tag@example.com" }) }, "tag@example.com"],
    ] as const)
      assert.equal(reminders([someone(name, changes)]).reminders[0]?.email, email);
  });

  it("say who can't be reached, and why", () => {
    const evil = "x@example.com\r\nBcc: all@example.com";
    const users = [
      someone("none", {}),
      someone("evil", { tags: known({ email: evil }) }),
      someone("dark", { tags: NOT_READ }),
    ];
    const { reminders: found, unreachable } = reminders(users);
    assert.deepEqual(found, []);
    assert.deepEqual(
      unreachable.map(({ name, why }) => [name, why.slice(0, 22)]),
      [
        ["dark", "could not read the MFA"],
        ["evil", "what stands for the ad"],
        ["none", "no address: there is n"],
      ],
    );
  });

  it("send those to the command who have no password to sign in with", async () => {
    const tags = known({ email: "late@example.com" });
    const letter = async (live: Partial<LiveUser>) => {
      const [found] = reminders([someone("late", { tags, ...live })], { states: ["overdue"] }).reminders;
      assert.ok(found);
      const mail = await reminderMail(found, PLACE, { from: "me@example.com", device: "virtual", now: NOW });
      return (await PostalMime.parse(mail)).text ?? "";
    };
    assert.match(await letter({}), /your password\./);
    assert.doesNotMatch(await letter({ loginProfile: known(null) }), /your password\./);
  });

  it("say who may have to be reminded too", () => {
    assert.deepEqual(reminders([someone("dim", { devices: found([], NOT_READ) })]).unknown, [
      "dim: whether they have MFA",
    ]);
  });
});

describe("a mail address", () => {
  for (const text of ["a@example.com", "first.last+aws@sub.example.co.uk", "o'neil@example.org"]) {
    it(`may be ${text}`, () => assert.ok(isAddress(text)));
  }
  for (const text of [
    "",
    "a",
    "a@b",
    "a@example.com\nBcc: b@example.com",
    "a@example.com,b@example.com",
    "<a@example.com>",
    "A <a@example.com>",
    "a b@example.com",
    `${"a".repeat(65)}@example.com`,
  ]) {
    it(`is not ${JSON.stringify(text).slice(0, 40)}`, () => assert.ok(!isAddress(text)));
  }
});

describe("the mail-merge file", () => {
  it("has a row for each person", () => {
    const rows = parse(mailMerge(reminders([someone("bob")]).reminders, PLACE), { columns: true });
    assert.deepEqual(rows, [
      {
        user: "bob",
        email: "bob@example.com",
        wave: "all",
        deadline: "2026-12-01T09:00:00.000Z",
        days_left: "9",
        sign_in_address: "https://111122223333.signin.aws.amazon.com/console",
        account: "111122223333",
      },
    ]);
  });

  it("has a row for each person of each account of an organization, and what the account is called", () => {
    const of = (accountId: string, name: string, accountName: string | null, unit: string | null) => ({
      reminders: reminders([someone(name)]).reminders,
      ...{ accountInfo: { ...PLACE, accountId, alias: accountName }, place: { accountName, unit } },
    });
    const accounts = [
      of("111122223333", "ann", "web", "Root/=Production"),
      of("222233334444", "bob", null, null),
    ];
    const [head = [], ...rows] = parse([...organizationMailMerge(accounts)].join("")) as string[][];
    const told = ["user", "account", "sign_in_address", "account_name", "organizational_unit"];
    assert.deepEqual(
      rows.map((row) => told.map((column) => row[head.indexOf(column)])),
      [
        ["ann", "111122223333", "https://web.signin.aws.amazon.com/console", "web", "Root/=Production"],
        ["bob", "222233334444", "https://222233334444.signin.aws.amazon.com/console", "", ""],
      ],
    );
  });

  it("holds an address in all accounts, but for those of which there is a row", () => {
    const book = parseAddresses(
      "user,email,account\nbob,all@example.com,\nBob,web@example.com,111122223333\n",
    );
    assert.deepEqual(
      ["111122223333", "222233334444"].map((id) => book(id).get("bob")),
      ["web@example.com", "all@example.com"],
    );
    assert.throws(
      () => parseAddresses("user,email,account\nbob,a@example.com,1111\n"),
      /not of twelve digits/,
    );
  });

  for (const name of ["=cmd", "+1", "-1", "@sum", '=HYPERLINK("http://x","y")', "=1\n,=2"]) {
    it(`makes no formula of ${JSON.stringify(name)}`, () => {
      const { reminders: list } = reminders([someone(name, { tags: known({ email: "=a@example.com" }) })]);
      const [, row] = parse(mailMerge(list, PLACE)) as string[][];
      assert.equal(row?.[0], `'${name}`);
      for (const cell of row ?? []) assert.doesNotMatch(cell, /^[=+\-@\t\r]/);
      assert.equal(row?.length, 7);
    });
  }
});

describe("a reminder as a mail", () => {
  const LETTER: Letter = { title: "Set up MFA", address: null, paragraphs: ["<b>ä</b>"], sections: [] };
  const mail = (title: string) =>
    toEml({ ...LETTER, title }, { from: "s@example.com", to: "b@example.com", date: NOW });

  it("has headers that a mail program reads, and both forms of the letter", async () => {
    const text = await mail("Set up MFA");
    const { from, to, subject, date, text: plain, html, headers } = await PostalMime.parse(text);
    assert.deepEqual(
      [from?.address, to?.map(({ address }) => address)],
      ["s@example.com", ["b@example.com"]],
    );
    assert.deepEqual([subject, date], ["Set up MFA", NOW.toISOString()]);
    assert.equal(headers.find(({ key }) => key === "x-unsent")?.value, "1");
    assert.match(plain ?? "", /<b>ä<\/b>/);
    assert.match(html ?? "", /&lt;b&gt;ä&lt;\/b&gt;/);
  });

  it("is of ASCII and short lines, whatever the letter says: no program on its way changes it", async () => {
    const lines = (await mail("naïve ".repeat(20))).split("\r\n");
    for (const line of lines) assert.match(line, /^[\x20-\x7e]{0,78}$/);
  });

  for (const title of ["a\r\nBcc: all@example.com", "naïve ".repeat(20).trim()]) {
    it(`has no header more by the subject ${JSON.stringify(title).slice(0, 30)}`, async () => {
      const { subject, bcc, headers } = await PostalMime.parse(await mail(title));
      assert.equal(bcc, undefined);
      const plain = (await PostalMime.parse(await mail("Set up MFA"))).headers;
      assert.deepEqual(
        headers.map(({ key }) => key),
        plain.map(({ key }) => key),
      );
      assert.equal(subject, title.replace("\r\n", " "));
    });
  }

  it("is never addressed with a line break", async () => {
    const to = "b@example.com\r\nBcc: c@d";
    await assert.rejects(toEml(LETTER, { from: "s@example.com", to, date: NOW }));
  });

  it("has a file name that stays in its folder", () => {
    assert.equal(emlName("../../etc/x"), ".._.._etc_x.eml");
    assert.equal(emlName("ann+b=c,d.e@f-g_h"), "ann+b=c,d.e@f-g_h.eml");
  });
});

describe("mfa-guard remind", () => {
  let folder: string;
  let fake: FakeAws;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "mfa-guard-remind-"));
    await writeFile(
      path.join(folder, "rollout.yaml"),
      "account: existing\nwaves:\n  - name: all\n    rest: true\n    deadline: 2026-12-01T09:00:00Z\n",
    );
    await writeFile(path.join(folder, "people.csv"), "user,email\nbob,bob@example.com\n");
    fake = await FakeAws.start(
      accountAnswers([
        { name: "bob", password: true },
        { name: "eve", password: true },
      ]),
    );
  });

  afterEach(async () => {
    await fake.stop();
    await rm(folder, { recursive: true });
  });

  const remind = (...args: string[]) =>
    runCli(["remind", ...args], { env: environmentOf(fake), cwd: folder });

  it("writes a row for each, and tells who is left out", async () => {
    const { code, stdout, stderr } = await remind("--addresses", "people.csv");
    assert.match(stdout, /^user,email,.*\r\nbob,bob@example\.com,all,2026-12-01T09:00:00\.000Z,9,https:/);
    assert.match(stderr, /eve is not reminded: no address/);
    assert.equal(code, 1);
  });

  it("writes a mail for each into a new folder, for its owner", async () => {
    const args = [
      "--addresses",
      "people.csv",
      "--format",
      "eml",
      "--output",
      "mails",
      "--from",
      "s@example.com",
    ];
    await remind(...args);
    assert.deepEqual(await readdir(path.join(folder, "mails")), ["bob.eml"]);
    const file = path.join(folder, "mails/bob.eml");
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.match(await readFile(file, "utf8"), /^To: bob@example\.com\r$/m);
    const again = await remind(...args);
    assert.equal(again.code, 2);
    assert.match(again.stderr, /not empty/);
  });

  it("refuses a sender that is no address, mails to nowhere, and a file without the columns", async () => {
    await writeFile(path.join(folder, "bad.csv"), "name,mail\nbob,x\n");
    for (const [args, message] of [
      [["--format", "eml", "--output", "m", "--from", "x\nBcc: y@example.com"], /plain mail address/],
      [["--format", "eml"], /needs --output <folder> and --from/],
      [["--addresses", "bad.csv"], /needs the columns user and email/],
    ] as const) {
      const { code, stderr } = await remind(...args);
      assert.equal(code, 2);
      assert.match(stderr, message);
    }
  });
});

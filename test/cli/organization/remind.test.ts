import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { CreateAccountAliasCommand } from "@aws-sdk/client-iam";
import { parse } from "csv-parse/sync";
import PostalMime from "postal-mime";
import { type Fault, FaultProxy } from "../../support/fault-proxy";
import { environmentOf, runCli } from "../run-cli";
import { OrganizationFixture, refusing, roleIn } from "./organization-fixture";

const rollout = (deadline: string) =>
  `account: existing\nwaves:\n  - {name: all, rest: true, deadline: ${deadline}}\n`;
const DEFAULT_DEADLINE = "2998-01-01T00:00:00Z";
const WEB_DEADLINE = "2999-06-30T12:00:00Z";
const MAILS = ["--format", "eml", "--output", "mails", "--from", "security@example.com"];

type Row = Readonly<Record<string, string>>;

describe("remind --org", () => {
  let org: OrganizationFixture;
  let cwd: string;

  before(async () => {
    org = await OrganizationFixture.start();
    const iam = await org.iamOf(org.payments);
    await iam.send(new CreateAccountAliasCommand({ AccountAlias: "payments-team" }));
    iam.destroy();
  });

  after(() => org.emulator.stop());

  beforeEach(async () => {
    cwd = await mkdtemp(path.join(tmpdir(), "mfa-guard-remind-org-"));
    await mkdir(path.join(cwd, "rollouts"));
    await write("rollouts/defaults.yaml", rollout(DEFAULT_DEADLINE));
    await write(`rollouts/${org.web}.yaml`, rollout(WEB_DEADLINE));
    const anywhere = ["user0", "user1", "user10"].map((user) => `${user},${user}@example.com,`);
    const web = `user0,web@example.com,${org.web}`;
    const elsewhere = `user11,nobody@example.com,${org.web}`;
    await write("people.csv", ["user,email,account", ...anywhere, web, elsewhere, ""].join("\n"));
  });

  afterEach(() => rm(cwd, { recursive: true }));

  const write = (name: string, text: string) => writeFile(path.join(cwd, name), text);

  async function run(args: readonly string[], fault: Fault = () => undefined) {
    const proxy = await FaultProxy.start(org.emulator.endpoint, fault);
    try {
      const result = await runCli(["remind", ...args], {
        env: environmentOf(proxy),
        cwd,
        now: () => new Date(),
      });
      return { ...result, rows: parse(result.stdout, { columns: true }) as Row[], calls: { ...proxy.calls } };
    } finally {
      await proxy.stop();
    }
  }

  const remind = (args: readonly string[] = [], fault?: Fault) =>
    run(["--org", "--no-resume", "--rollout", "rollouts", "--addresses", "people.csv", ...args], fault);

  it("has a row for each person in grace of each account, with the account's name and sign-in address", async () => {
    const { rows, code, stderr } = await remind();
    const named = rows.map(({ account, account_name, user, email, deadline, sign_in_address }) =>
      [account, account_name, user, email, deadline?.slice(0, 4), sign_in_address].join(" "),
    );
    const byNumber = (id: string) => `https://${id}.signin.aws.amazon.com/console`;
    const byAlias = "https://payments-team.signin.aws.amazon.com/console";
    const management = rows.find(({ account }) => account === org.management)?.["account_name"];
    assert.deepEqual(
      named.sort(),
      [
        ...["user0", "user1"].map(
          (user) =>
            `${org.management} ${management} ${user} ${user}@example.com 2998 ${byNumber(org.management)}`,
        ),
        ...["user0", "user1", "user10"].map(
          (user) => `${org.payments} payments ${user} ${user}@example.com 2998 ${byAlias}`,
        ),
        `${org.web} web user0 web@example.com 2999 ${byNumber(org.web)}`,
      ].sort(),
    );
    assert.match(
      stderr,
      new RegExp(`^Not reminded in account ${org.payments} \\(payments\\b.*\\): user11: no address`, "m"),
    );
    assert.match(stderr, new RegExp(`account ${org.closed} .*was left out: its state is SUSPENDED`));
    assert.equal(code, 1);
  });

  it("says of each account what remind says of it alone", async () => {
    const { rows } = await remind();
    for (const [id, file] of [
      [org.payments, "defaults"],
      [org.web, org.web],
    ] as const) {
      const given = ["--rollout", `rollouts/${file}.yaml`, "--addresses", "people.csv"];
      const alone = (await run(["--role-arn", roleIn(id), ...given])).rows;
      const own = rows.filter(({ account }) => account === id);
      const ofOrganization = own.map((row) =>
        Object.fromEntries(Object.entries(row).filter(([column]) => column in (alone[0] ?? {}))),
      );
      assert.deepEqual(ofOrganization, alone);
      assert.ok(alone.length > 0);
    }
  });

  it("writes the mails of all accounts into one folder, each with its own address and deadline", async () => {
    await remind(MAILS);
    const names = await readdir(path.join(cwd, "mails"));
    const expected = [
      ...["user0", "user1"].map((user) => `${org.management}-${user}.eml`),
      ...["user0", "user1", "user10"].map((user) => `${org.payments}-${user}.eml`),
      `${org.web}-user0.eml`,
    ];
    assert.deepEqual(names.sort(), expected.sort());
    const mail = async (name: string) =>
      PostalMime.parse(await readFile(path.join(cwd, "mails", name), "utf8"));
    const web = await mail(`${org.web}-user0.eml`);
    assert.deepEqual(
      web.to?.map(({ address }) => address),
      ["web@example.com"],
    );
    assert.match(web.text ?? "", new RegExp(`${org.web}\\.signin\\.aws[^]*before 2999-06-30 12:00 UTC`));
    const payments = (await mail(`${org.payments}-user0.eml`)).text ?? "";
    assert.match(payments, /payments-team\.signin\.aws[^]*before 2998-01-01 00:00 UTC/);
  });

  it("is 0 where everybody is reminded, and reminds the overdue only where asked", async () => {
    const web = ["--account", org.web];
    assert.deepEqual([(await remind(web)).code, (await remind(web)).rows.length], [0, 1]);
    await write(`rollouts/${org.web}.yaml`, rollout("2026-01-01T00:00:00Z"));
    assert.equal((await remind(web)).rows.length, 0);
    assert.deepEqual(
      (await remind([...web, "--overdue"])).rows.map(({ days_left }) => days_left),
      ["0"],
    );
  });

  it("writes what it has of the others where an account can't be read, and is 2 before 1", async () => {
    const { code, rows, stderr } = await remind([], refusing(org.web));
    assert.deepEqual([code, rows.length], [2, 5]);
    assert.match(
      stderr,
      new RegExp(`Not read, and nobody of theirs is reminded: account ${org.web}.*AccessDenied`),
    );
  });

  it("names accounts that no rollout file is for", async () => {
    await rm(path.join(cwd, "rollouts", "defaults.yaml"));
    const { code, rows, stderr } = await remind();
    assert.deepEqual([code, rows.length], [0, 1]);
    // In the order of their ids, which the emulator draws.
    const line = /^Without a rollout file, .*$/m.exec(stderr)?.[0] ?? "";
    assert.deepEqual(
      [...line.matchAll(/account (\d{12})/g)].map(([, id]) => id),
      [org.management, org.payments].sort(),
    );
  });

  it("asks AWS nothing where it could not write, or was asked for what it can't do", async () => {
    await mkdir(path.join(cwd, "mails"));
    await write("mails/old.eml", "");
    await write("bad.csv", "user,email,account\nuser0,a@example.com,12345\n");
    for (const [args, message] of [
      [["--org", "--rollout", "rollouts", ...MAILS], /mails is not empty/],
      [["--org", "--rollout", "rollouts", "--format", "eml"], /needs --output <folder> and --from/],
      [["--org"], /With --org, --rollout <folder> is needed/],
      [["--org", "--rollout", "rollouts", "--addresses", "bad.csv"], /12345 is not of twelve digits/],
      [["--account", org.web], /--account goes with --org only/],
      [["--max-age", "3"], /--max-age goes with --org only/],
    ] as const) {
      const { code, stderr, calls } = await run(args);
      assert.match(stderr, message);
      assert.deepEqual([code, calls], [2, {}]);
    }
  });
});

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { accountAnswers, type FakeUser } from "../support/fake-account";
import { FakeAws } from "../support/fake-aws";
import { environmentOf, Kept, runCli } from "./run-cli";

/** Thirty people, many with a name as long as their address. */
const USERS = Array.from({ length: 30 }, (_, i): FakeUser => ({
  name:
    i < 20
      ? `contractor-${String(i).padStart(2, "0")}.firstname-lastname@subsidiary.example.com`
      : `user-${i}`,
  password: true,
  devices: i % 3 === 0 ? [`arn:aws:iam::111122223333:mfa/${i}`] : [],
}));

/** More than a terminal is told one by one. */
const CROWD = Array.from({ length: 30 }, (_, i): FakeUser => ({ name: `user-${i}`, password: true }));

const ROLLOUT = `account: existing
waves:
  - { name: platform-engineering-and-security, users: ["contractor-0*"], deadline: 2026-11-20T09:00:00Z }
  - { name: second-wave-of-contractors, users: ["contractor-1*"], deadline: 2026-12-20T09:00:00Z }
  - { name: everyone, rest: true, deadline: 2027-01-20T09:00:00Z }
exemptions:
  - { user: nobody-of-this-name-in-the-account, owner: me, reason: r, expires: 2026-12-31 }
`;

const COMMANDS: readonly (readonly string[])[] = [
  ["plan"],
  ["status"],
  ["verify"],
  ["audit"],
  ["validate", "rollout.yaml", "--check-names"],
  ["validate", "mistaken.yaml"],
  ["validate", "past.yaml"],
];

/** Whose every wave has a mistake, for which the schema has a sentence. */
const MISTAKEN = ROLLOUT.replaceAll("deadline: 2026", "deadlines: 2026");
const PAST = ROLLOUT.replace(/exemptions:[^]*/, "");

describe("a terminal of 80 columns", () => {
  let fake: FakeAws;
  let folder: string;
  before(async () => {
    fake = await FakeAws.start(accountAnswers(USERS));
    folder = await mkdtemp(path.join(tmpdir(), "mfa-guard-"));
    await writeFile(path.join(folder, "rollout.yaml"), ROLLOUT);
    await writeFile(path.join(folder, "mistaken.yaml"), MISTAKEN);
    await writeFile(path.join(folder, "past.yaml"), PAST);
  });
  after(async () => {
    await fake.stop();
    await rm(folder, { recursive: true });
  });

  async function shown(args: readonly string[], columns?: number): Promise<string[]> {
    const width = columns === undefined ? {} : { columns };
    const stdout = Object.assign(new Kept(), { ...width, isTTY: columns !== undefined });
    // No terminal, so that nothing is drawn on it while the account is read.
    const stderr = Object.assign(new Kept(), width);
    // Words alone: what is coloured is another test's matter.
    const env = { ...environmentOf(fake), NO_COLOR: "1" };
    await runCli(args, { env, cwd: folder, stdout, stderr });
    return `${stdout.text}\n${stderr.text}`.split("\n");
  }

  for (const args of COMMANDS) {
    it(`has no line of ${args.join(" ")} that wraps`, async () => {
      const lines = await shown(args, 80);
      assert.ok(lines.length > 2, lines.join("\n"));
      assert.deepEqual(
        lines.filter((line) => line.length > 80),
        [],
      );
    });

    it(`is not what a program reads ${args.join(" ")} from`, async () => {
      const lines = await shown(args);
      assert.ok(
        lines.some((line) => line.length > 80),
        lines.join("\n"),
      );
    });
  }

  it("counts what is more than 20 findings of a rule or users who are ready; all is there for a program, and by --all", async () => {
    const fake = await FakeAws.start(accountAnswers(CROWD));
    const folder = await mkdtemp(path.join(tmpdir(), "mfa-guard-"));
    const lines = async (args: readonly string[], columns?: number) => {
      const stdout = Object.assign(new Kept(), columns === undefined ? {} : { columns });
      await runCli(args, { env: { ...environmentOf(fake), NO_COLOR: "1" }, cwd: folder, stdout });
      return stdout.text.split("\n");
    };
    try {
      const audit = ["audit", "--rule", "console-user-mfa"];
      const named = async (args: readonly string[], columns?: number) =>
        (await lines(args, columns)).filter((line) => / {2}- user-\d+/.test(line)).length;
      assert.equal(await named(audit, 80), 20);
      assert.match((await lines(audit, 80)).join(" "), / {2}… and 10 more: --all shows them/);
      assert.equal(await named([...audit, "--all"], 80), 30);
      assert.equal(await named(audit), 30);
      assert.equal(await named(["audit", "--compliance", "cis-3.0"], 80), 20);
      const rows = async (columns?: number, ...more: string[]) =>
        (await lines(["plan", ...more], columns)).filter((line) => /^user-\d+ /.test(line)).length;
      assert.equal(await rows(80), 20);
      assert.match((await lines(["plan"], 80)).join(" "), /… and 10 more must enrol: --all lists them/);
      assert.equal(await rows(80, "--all"), 30);
      assert.equal(await rows(), 30);
    } finally {
      await rm(folder, { recursive: true });
      await fake.stop();
    }
  });

  it("shows everybody's state in plan, and each wave's counts in status", async () => {
    const plan = (await shown(["plan"], 80)).join("\n").replace(/\s+/g, " ");
    for (const { name, devices = [] } of USERS)
      assert.ok(
        plan.includes(`${name} ${devices.length > 0 ? "ready" : "must enrol"}`),
        `${name} is not told`,
      );
    const status = (await shown(["status"], 80)).join("\n").replace(/\s+/g, " ");
    assert.match(status, /platform-engineering-and-security 2026-11-20 09:00 UTC 1 day over 4 overdue: 6/);
  });
});

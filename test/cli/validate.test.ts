import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { Ajv } from "ajv";
import { accountAnswers, type FakeUser } from "../support/fake-account";
import { type Answers, AwsError, FakeAws } from "../support/fake-aws";
import { environmentOf, runCli } from "./run-cli";

const ANN: FakeUser = { name: "ann", password: true };
const CONTENT = "account: existing\nwaves:\n  - {name: all, rest: true, deadline: 2027-01-15T00:00:00Z}\n";
const WRONG = `account: existing
waves:
  - {name: a, users: [ann, gone, "x*"], deadline: 2026-01-15T00:00:00Z}
  - {name: b, users: [ann], deadline: 2027-01-15T00:00:00Z}
exemptions:
  - {user: eve, owner: o, reason: r, expires: 2026-06-30}
`;

/** Of the wave a of these files, where it is not known whether it is deployed. */
const PAST =
  "waves[0].deadline: The deadline of wave a, 2026-01-15 00:00 UTC, is past. That is right if the wave is deployed. " +
  "If it is new: its users would be denied everything immediately, without a day to enrol. Choose a later deadline.";

describe("validate", () => {
  let fake: FakeAws | undefined;
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "mfa-guard-cli-"));
  });

  afterEach(async () => {
    await fake?.stop();
    fake = undefined;
    await rm(folder, { recursive: true });
  });

  async function write(content: string) {
    await writeFile(path.join(folder, "rollout.yaml"), content);
  }

  async function run(command: string, args: readonly string[], changes: Answers = {}) {
    fake = await FakeAws.start({ ...accountAnswers([ANN]), ...changes });
    return runCli([command, ...args], { env: environmentOf(fake), cwd: folder });
  }

  it("ends with 0 where nothing is wrong, and says what it did not look at", async () => {
    await write(CONTENT);
    const result = await runCli(["validate", "rollout.yaml"], { cwd: folder });
    assert.deepEqual(result, {
      code: 0,
      stdout: "rollout.yaml: nothing is wrong.\n",
      stderr: "Not checked: whether its users and groups exist. Run it with --check-names for that.\n",
    });
  });

  it("takes rollout.yaml of the folder, and needs no credentials", async () => {
    await write(WRONG);
    const { code, stdout, stderr } = await runCli(["validate"], { cwd: folder });
    assert.equal(code, 1);
    assert.equal(
      stdout,
      "rollout.yaml:4:5: waves[1]: ann is in wave b (by name) and in wave a (by name), which counts. Name them in one only.\n" +
        "rollout.yaml:6:47: exemptions[0].expires: The exemption of eve expired at 2026-06-30 23:59 UTC, and no longer holds. " +
        "Remove it, or have o decide on another.\n" +
        `rollout.yaml:3:51: ${PAST}\n` +
        "rollout.yaml: 2 problems.\n",
    );
    assert.match(stderr, /whether a, whose deadline is past, is deployed/);
  });

  it("does not say that nothing is wrong with a deadline that is past, which is right of a deployed wave", async () => {
    await write(CONTENT.replace("2027", "2026").replace("name: all", "name: a"));
    const { code, stdout } = await runCli(["validate"], { cwd: folder });
    assert.equal(code, 0);
    assert.equal(stdout, `rollout.yaml:3:37: ${PAST}\nrollout.yaml: nothing else is wrong.\n`);
    const unread = await run("validate", ["--check-names"], {
      GetAccountAuthorizationDetails: new AwsError("AccessDenied", "no"),
    });
    assert.deepEqual([unread.code, unread.stdout], [2, stdout]);
    await fake?.stop();
    const read = await run("validate", ["--check-names"]);
    assert.match(read.stdout, /Wave a is new, and its deadline 2026-01-15 00:00 UTC is past/);
    assert.doesNotMatch(read.stdout, /if the wave is deployed/);
  });

  it("ends with 1 for what the schema refuses, each with its line", async () => {
    await write("account: existing\nwavs: []\n");
    const { code, stdout, stderr } = await runCli(["validate"], { cwd: folder });
    assert.deepEqual({ code, stderr }, { code: 1, stderr: "" });
    assert.match(stdout, /rollout\.yaml:2:1: found the key "wavs".*Did you mean "waves"\?/);
  });

  it("tells in JSON where a mistake is, by its path in the file", async () => {
    await write("account: existing\nwavs: []\nwaves:\n  - name: a\n    users: [ann]\n    deadline: soon\n");
    const { stdout } = await runCli(["validate", "--format", "json"], { cwd: folder });
    const { problems } = JSON.parse(stdout) as { problems: { where: string | null; line: number }[] };
    assert.deepEqual(
      problems.map(({ where, line }) => ({ where, line })),
      [
        { where: null, line: 2 },
        { where: "waves[0].deadline", line: 6 },
      ],
    );
  });

  it("says the same in JSON, of its schema", async () => {
    const matches = new Ajv().compile(
      JSON.parse(await readFile(path.join(__dirname, "../../docs/validate.schema.json"), "utf8")) as object,
    );
    await write(WRONG);
    const wrong = await runCli(["validate", "--format", "json"], { cwd: folder });
    await write("account: existing\nwavs: []\n");
    const mistaken = await runCli(["validate", "--format", "json"], { cwd: folder });
    await write(CONTENT);
    const fine = await runCli(["validate", "--format", "json"], { cwd: folder });
    const told = [wrong, mistaken, fine].map(({ code, stdout, stderr }) => {
      const json = JSON.parse(stdout) as {
        problems: { kind: string; line: number }[];
        notes: { kind: string; line: number }[];
        notChecked: string[];
      };
      assert.ok(matches(json), JSON.stringify(matches.errors));
      assert.equal(stderr, "");
      const [problems, notes] = [json.problems, json.notes].map((found) =>
        found.map(({ kind, line }) => `${line} ${kind}`),
      );
      return [code, problems, notes, json.notChecked.length];
    });
    assert.deepEqual(told, [
      [1, ["4 in-two-waves", "6 exemption-expired"], ["3 past-deadline"], 1],
      [1, ["2 mistake"], [], 0],
      [0, [], [], 1],
    ]);
  });

  it("ends with 2 where there is no file", async () => {
    const { code, stderr } = await runCli(["validate"], { cwd: folder });
    assert.equal(code, 2);
    assert.match(stderr, /rollout\.yaml can't be read/);
  });

  it("looks for the names in the account with --check-names", async () => {
    await write(WRONG);
    const { code, stdout, stderr } = await run("validate", ["--check-names"]);
    assert.deepEqual({ code, stderr }, { code: 1, stderr: "" });
    for (const said of SAID_BY_ALL) assert.ok(stdout.includes(said), `${said}\nin\n${stdout}`);
  });

  it("ends with 2 where nothing is wrong as far as it could be read", async () => {
    await write(CONTENT);
    const { code, stderr } = await run("validate", ["--check-names"], {
      GetAccountAuthorizationDetails: new AwsError("AccessDenied", "no"),
    });
    assert.equal(code, 2);
    assert.match(stderr, /^Not checked: .*GetAccountAuthorizationDetails/m);
  });

  /** With the same words as `validate`, wherever a rollout file is read. */
  const SAID_BY_ALL = [
    "waves[0].deadline: Wave a is new, and its deadline 2026-01-15 00:00 UTC is past",
    "waves[0].users[1]: Wave a names gone: gone is not a user of the account.",
    "waves[0].users[2]: Wave a names x*: no user of the account matches it.",
    "waves[1]: ann is in wave b (by name) and in wave a (by name), which counts.",
    "exemptions[0].expires: The exemption of eve expired at 2026-06-30 23:59 UTC",
    "exemptions[0].user: The exemption is for eve, who is not a user of the account",
  ];

  for (const [command, args] of [
    ["plan", []],
    ["plan", ["--format", "json"]],
    ["status", []],
    ["status", ["--format", "json"]],
    ["status", ["--format", "html"]],
    ["audit", []],
    ["audit", ["--rollout", "rollout.yaml", "--format", "csv"]],
  ] as const)
    it(`says the same as ${[command, ...args].join(" ")}, of the file in the folder`, async () => {
      await write(WRONG);
      const { stdout } = await run(command, args);
      // JSON and HTML write some characters in their own way.
      const text = stdout.replaceAll("&#39;", "'");
      for (const said of SAID_BY_ALL) {
        const [where = "", message = said] = said.split(/: (.*)/s);
        assert.ok(text.includes(where) && text.includes(message), `${said}\nin\n${stdout}`);
      }
    });

  it("is not in the way of who has no rollout file", async () => {
    const { code } = await run("audit", ["--rule", "rollout-valid", "--allow-unknown"]);
    assert.equal(code, 0);
  });
});

import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { runCli } from "./run-cli";
import { assertAsPublished } from "./schemas";

const CONTENT = "account: existing\nwaves:\n  - {name: all, rest: true, deadline: 2027-01-15T00:00:00Z}\n";
const EXEMPTION = "exemptions:\n  - {user: ann, owner: ops, reason: leaves, expires: 2027-01-01}\n";
const MISTAKEN = "account: existing\nwavs: []\nwaves:\n  - {name: a, users: [ann], deadline: soon}\n";
const NO_WAVES = "account: existing\nwaves: []\n";

interface Told {
  readonly problems: readonly { readonly message: string }[];
  readonly files: readonly {
    readonly file: string;
    readonly account: string | null;
    readonly problems: readonly { readonly kind: string; readonly line: number | null }[];
    readonly notes: readonly { readonly kind: string; readonly line: number | null }[];
  }[];
}

describe("validate of a folder", () => {
  let cwd: string;

  beforeEach(async () => {
    cwd = await mkdtemp(path.join(tmpdir(), "mfa-guard-validate-"));
    await mkdir(path.join(cwd, "rollouts"));
  });

  afterEach(() => rm(cwd, { recursive: true }));

  async function write(files: Readonly<Record<string, string>>) {
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(cwd, "rollouts", name), text);
  }

  const validate = async (...args: string[]) => {
    const all = ["validate", "rollouts", ...args];
    const result = await runCli(all, { cwd });
    assertAsPublished("organization-validate", all, result.stdout);
    return result;
  };

  const WRONG = {
    "defaults.yaml": CONTENT + EXEMPTION,
    "111122223333.yaml": MISTAKEN,
    "222233334444.yaml": NO_WAVES,
    "222233334444.yml": CONTENT,
    "333344445555.yaml": CONTENT,
    "payments.yaml": CONTENT,
    "notes.txt": "not looked at",
  };

  it("ends with 0 where nothing is wrong with any, and says what it did not look at", async () => {
    await write({ "defaults.yaml": CONTENT, "111122223333.yaml": CONTENT + EXEMPTION });
    assert.deepEqual(await validate(), {
      code: 0,
      stdout: "rollouts: 2 rollout files, nothing is wrong.\n",
      stderr:
        "Not checked: whether the accounts are in the organization and have these users and groups. " +
        "For that, run mfa-guard plan --org --rollout rollouts.\n",
    });
  });

  it("tells everything that is wrong with every file, where it is, and then how much", async () => {
    await write(WRONG);
    const { code, stdout } = await validate();
    assert.equal(code, 1);
    const lines = stdout.split("\n");
    for (const told of [
      /^rollouts has two rollout files of account 222233334444\. Remove rollouts\/222233334444\.yaml or .*yml\.$/,
      /^rollouts\/payments\.yaml is of no account\. /,
      /^ {2}rollouts\/111122223333\.yaml:2:1: found the key "wavs".*Did you mean/,
      /^ {2}rollouts\/111122223333\.yaml:4:39: waves\[0\]\.deadline: /,
      /^rollouts\/222233334444\.yaml:2:8: waves: There are no waves, /,
      /^rollouts\/defaults\.yaml:5:5: exemptions\[0\]: The exemption of ann would hold in every account /,
      /^rollouts: 4 rollout files, 6 problems\.$/,
    ])
      assert.equal(lines.filter((line) => told.test(line)).length, 1, `${told}\nin\n${stdout}`);
  });

  for (const command of ["plan", "status", "verify", "audit"])
    it(`says the same as ${command} --org, which takes no such folder and asks AWS nothing`, async () => {
      await write(WRONG);
      const { stdout } = await validate();
      const { code, stderr } = await runCli([command, "--org", "--rollout", "rollouts"], { cwd, env: {} });
      assert.equal(code, 2);
      const refused = stderr
        .replace(/^mfa-guard: /, "")
        .trimEnd()
        .split("\n");
      assert.ok(refused.length >= 6, stderr);
      for (const line of refused) assert.ok(stdout.split("\n").includes(line), `${line}\nin\n${stdout}`);
    });

  it("does not say that nothing is wrong with deadlines that are past", async () => {
    await write({ "defaults.yaml": CONTENT, "111122223333.yaml": CONTENT.replace("2027", "2026") });
    const { code, stdout, stderr } = await validate();
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^rollouts\/111122223333\.yaml:3:\d+: waves\[0\]\.deadline: .* is past\. That is right if/,
    );
    assert.match(stdout, /\nrollouts: 2 rollout files, nothing else is wrong\.\n$/);
    assert.match(stderr, /and whether the waves whose deadline is past are deployed\. For that, run/);
  });

  it("tells the same in JSON, of its schema", async () => {
    await write({ ...WRONG, "333344445555.yaml": CONTENT.replace("2027", "2026") });
    const { code, stdout, stderr } = await validate("--format", "json");
    assert.deepEqual([code, stderr], [1, ""]);
    const { problems, files } = JSON.parse(stdout) as Told;
    assert.equal(problems.length, 2);
    const told = files.map(({ file, account, problems, notes }) => [
      ...[file, account],
      ...[problems, notes].map((found) => found.map(({ kind, line }) => `${line} ${kind}`)),
    ]);
    assert.deepEqual(told, [
      ["rollouts/111122223333.yaml", "111122223333", ["2 mistake", "4 mistake"], []],
      ["rollouts/222233334444.yaml", "222233334444", ["2 no-waves"], []],
      ["rollouts/333344445555.yaml", "333344445555", [], ["3 past-deadline"]],
      ["rollouts/defaults.yaml", null, ["5 exemption-in-defaults"], []],
    ]);
  });

  it("is refused for a folder without rollout files, and for names in an account", async () => {
    const empty = await validate();
    assert.equal(empty.code, 2);
    assert.match(empty.stderr, /rollouts has no rollout file in it/);
    await write({ "defaults.yaml": CONTENT });
    const names = await validate("--check-names");
    assert.equal(names.code, 2);
    assert.match(
      names.stderr,
      /--check-names is of one file .* run mfa-guard plan --org --rollout rollouts\./,
    );
  });
});

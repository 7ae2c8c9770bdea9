import assert from "node:assert/strict";
import { Cli } from "../../cli/context";
import { examplesOf } from "../../cli/help-text";
import { createProgram } from "../../cli/main";
import { Kept, runCli } from "./run-cli";

describe("the command", () => {
  it("shows its help, and ends with 0", async () => {
    const { code, stdout, stderr } = await runCli(["--help"]);
    assert.equal(code, 0);
    assert.match(stdout, /^Usage: mfa-guard/);
    assert.equal(stderr, "");
  });

  for (const [what, args, hint] of [
    ["a mistyped command", ["audti"], "(Did you mean audit?)"],
    ["a mistyped option", ["audit", "--formt", "json"], "(Did you mean --format?)"],
    ["a mistyped global option", ["audit", "--profil", "x"], "(Did you mean --profile?)"],
    ["a mistyped rule", ["audit", "--rule", "root-maf"], "Did you mean root-mfa?"],
    ["a mistyped format", ["audit", "--format", "htlm"], "Allowed choices are table, json"],
    [
      "a role that is none",
      ["audit", "--role-arn", "auditor"],
      "arn:aws:iam::123456789012:role/auditor is expected",
    ],
    [
      "an endpoint that is none",
      ["audit", "--endpoint-url", "localhost:5000"],
      "http://localhost:5000 is expected",
    ],
    ["a surplus word", ["permissions", "all"], "too many arguments"],
    ["no command", [], "Usage: mfa-guard"],
  ] as const) {
    it(`ends with 2 and says what is right for ${what}`, async () => {
      const { code, stdout, stderr } = await runCli(args);
      assert.equal(code, 2);
      assert.equal(stdout, "");
      assert.ok(stderr.includes(hint), stderr);
    });
  }

  it("knows no command that there is none of, by help either", async () => {
    for (const args of [["help", "audti"], ["audti"]]) {
      const { code, stdout, stderr } = await runCli(args);
      assert.deepEqual({ code, stdout }, { code: 2, stdout: "" });
      assert.match(stderr, /^error: unknown command 'audti'\n\(Did you mean audit\?\)/);
    }
    const { code, stdout } = await runCli(["help", "enroll"]);
    assert.equal(code, 0);
    assert.match(stdout, /^Usage: mfa-guard enrol\|enroll/);
  });

  describe("examples in the help", () => {
    for (const command of createProgram(cli()).commands)
      it(`are there and parse, of ${command.name()}`, async () => {
        const examples = examplesOf(command);
        assert.ok(examples.length > 0, "there are none");
        for (const { line } of examples) await parses(line);
      });

    it("parse, of the program itself", async () => {
      for (const { line } of examplesOf(createProgram(cli()))) await parses(line);
    });
  });

  describe("commands that are only listed", () => {
    it("are listed as they are", () => {
      const listed = createProgram(cli(), ["--help"]).helpInformation();
      assert.equal(listed, createProgram(cli()).helpInformation());
    });

    for (const [what, args, shown] of [
      ["after a global option", ["--profile", "x", "permissions", "--for", "policy"], "choices"],
      ["after help", ["help", "permissions"], "--for <purpose>"],
      ["by another spelling", ["help", "enroll"], "--write-profile"],
    ] as const) {
      it(`are whole ${what}`, async () => {
        const { stdout, stderr } = await runCli(args);
        assert.ok((stdout + stderr).includes(shown), stdout + stderr);
      });
    }
  });

  describe("help at a narrow terminal", () => {
    for (const args of [[], ...createProgram(cli()).commands.map((command) => [command.name()])])
      it(`breaks its lines, all but those to be typed: ${["mfa-guard", ...args].join(" ")}`, async () => {
        for (const columns of [60, 80]) {
          const stdout = Object.assign(new Kept(), { isTTY: true, columns });
          await runCli([...args, "--help"], { stdout });
          const long = stdout.text.split("\n").filter((line) => line.length > columns);
          assert.deepEqual(
            long.filter((line) => !/^ {2}(mfa-guard |credential_process = )/.test(line)),
            [],
          );
        }
      });

    it("leaves what is to be pasted into a shell a comment", async () => {
      const stdout = Object.assign(new Kept(), { isTTY: true, columns: 40 });
      await runCli(["audit", "--help"], { stdout });
      const examples = stdout.text.slice(stdout.text.indexOf("\nExamples:\n")).trim().split("\n").slice(1);
      assert.ok(examples.length > 2 * examplesOf(createProgram(cli())).length);
      for (const line of examples) assert.match(line, /^ {2}(# |mfa-guard )/);
    });
  });

  it("does not colour its help, nor wrap it to another's terminal", async () => {
    const stdout = Object.assign(new Kept(), { isTTY: true, columns: 60 });
    await runCli(["audit", "--help"], { stdout });
    assert.ok(stdout.text.split("\n").some((line) => line.length > 0));
    assert.doesNotMatch(stdout.text, /\u001b/);
  });
});

function cli(): Cli {
  return new Cli({
    env: {},
    cwd: "/",
    now: () => new Date(0),
    stdout: new Kept(),
    stderr: new Kept(),
    ask: null,
  });
}

/** Parses a command line to the end, and does nothing of what it says. */
async function parses(line: string): Promise<void> {
  const program = createProgram(cli());
  const ran: string[] = [];
  for (const command of program.commands) command.action(() => void ran.push(command.name()));
  const [name, ...args] = line.split(/ +/);
  assert.equal(name, "mfa-guard");
  await program.parseAsync(args, { from: "user" });
  assert.deepEqual(ran, [args[0]], line);
}

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import { skip } from "../support/skip";
import { runCli } from "./run-cli";

const run = promisify(execFile);

/** A folder with a file, and with the two files of the AWS CLI; what else is in these is no profile. */
async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "mfa-guard-completion-"));
  await writeFile(path.join(folder, "data.csv"), "");
  await writeFile(
    path.join(folder, "config"),
    "[default]\nregion = x\n[profile work.eu]\n[profile prod $(touch hacked)]\n[sso-session workers]\n",
  );
  await writeFile(path.join(folder, "credentials"), "# [word]\n[ default ]\n[kept]\n");
  return folder;
}

/** How a shell is started there. */
function within(folder: string) {
  const files = { AWS_CONFIG_FILE: "config", AWS_SHARED_CREDENTIALS_FILE: "credentials" };
  return { cwd: folder, env: { ...process.env, ...files } };
}

let folder: string;

/** What bash would offer for the last of the words. */
function offered(...words: readonly string[]): Promise<string[]> {
  return offeredTo("_mfa_guard", words);
}

async function offeredTo(completing: string, words: readonly string[], before = ""): Promise<string[]> {
  const { stdout: script } = await runCli(["completion", "bash"]);
  const ask = 'COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); $0; printf "%s\\n" "${COMPREPLY[@]}"';
  const all = `${before}\n${script}\n${ask}`;
  const { stdout } = await run("bash", ["-c", all, completing, ...words], within(folder));
  return stdout.split("\n").filter(Boolean);
}

/**
 * A shell whose npx is completed by somebody else; Ctrl-] shows the line as it is: no other key begins so, for the rest of
 * which zsh would wait 0.4 s.
 */
const ZSH_SET_UP = `
autoload -Uz compinit; compinit -u -D
_of_npx() { compadd -- mocha prettier }
compdef _of_npx npx
source SCRIPT
_show() { print -r -- "LINE<$BUFFER>END"; BUFFER=; zle accept-line }
zle -N _show; bindkey '^]' _show
`;

/** Types lines in a shell, after each of them Tab: zsh completes at a terminal only. */
const ZSH_TYPING = `
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "source $1"; shift
for line; do
  zpty -w -n shell "$line"$'\\t\\x1d'
  zpty -r shell out '*LINE<*>END*'
  print -r -- "\${\${out##*LINE<}%%>END*}"
done
zpty -d shell
`;

async function skipWithout(context: Mocha.Context, shell: string): Promise<void> {
  const found = await run(shell, ["--version"]).catch(() => undefined);
  if (!found) skip(context, `there is no ${shell} on PATH`);
}

describe("completion", () => {
  before(async () => (folder = await makeFolder()));
  after(() => rm(folder, { recursive: true, force: true }));

  for (const { shows, words, offers } of [
    { shows: "commands", words: ["mfa-guard", "aud"], offers: ["audit"] },
    { shows: "a command's options", words: ["mfa-guard", "audit", "--fo"], offers: ["--format"] },
    {
      shows: "global options after a command",
      words: ["mfa-guard", "audit", "--prof"],
      offers: ["--profile"],
    },
    { shows: "an option's values", words: ["mfa-guard", "audit", "--format", "s"], offers: ["sarif"] },
    {
      shows: "the right command's values",
      words: ["mfa-guard", "policy", "--format", "t"],
      offers: ["terraform"],
    },
    {
      shows: "a command after a global option",
      words: ["mfa-guard", "--profile", "x", "snap"],
      offers: ["snapshot"],
    },
    { shows: "rules", words: ["mfa-guard", "audit", "--rule", "root-m"], offers: ["root-mfa"] },
    {
      shows: "a second rule",
      words: ["mfa-guard", "audit", "--rule", "root-mfa", "root-h"],
      offers: ["root-hardware-mfa"],
    },
    {
      shows: "options after a rule",
      words: ["mfa-guard", "audit", "--rule", "root-mfa", "--strict", "--fo"],
      offers: ["--format"],
    },
    {
      shows: "an option of a rule",
      words: ["mfa-guard", "audit", "--rule-option", "admin-"],
      offers: ["phishingResistant", "fipsCertified", "fidoCertified"].map(
        (option) => `admin-strong-mfa.${option}=true`,
      ),
    },
    { shows: "an argument's values", words: ["mfa-guard", "completion", "f"], offers: ["fish"] },
    { shows: "both spellings of a command", words: ["mfa-guard", "enr"], offers: ["enrol", "enroll"] },
    {
      shows: "options after the other spelling",
      words: ["mfa-guard", "enroll", "--write"],
      offers: ["--write-profile"],
    },
    { shows: "the help", words: ["mfa-guard", "he"], offers: ["help"] },
    { shows: "commands after help", words: ["mfa-guard", "help", "enr"], offers: ["enrol", "enroll"] },
    {
      shows: "profiles of both files",
      words: ["mfa-guard", "audit", "--profile", ""],
      offers: ["default", "kept", "work.eu"],
    },
    { shows: "profiles before a command", words: ["mfa-guard", "--profile", "w"], offers: ["work.eu"] },
    {
      shows: "profiles to write to",
      words: ["mfa-guard", "enrol", "--write-profile", "k"],
      offers: ["kept"],
    },
    {
      shows: "files where an option takes one",
      words: ["mfa-guard", "audit", "--output", "da"],
      offers: ["data.csv"],
    },
    { shows: "files where an argument is one", words: ["mfa-guard", "validate", "da"], offers: ["data.csv"] },
    {
      shows: "options beside such an argument",
      words: ["mfa-guard", "validate", "--check"],
      offers: ["--check-names"],
    },
    {
      shows: "nothing after an option with a value of another kind",
      words: ["mfa-guard", "audit", "--region", "da"],
      offers: [],
    },
  ])
    it(`of bash offers ${shows}`, async () => {
      assert.deepEqual(await offered(...words), offers);
    });

  it("of bash offers the same after npx", async () => {
    assert.deepEqual(await offeredTo("_mfa_guard_npx", ["npx", "mf"]), ["mfa-guard"]);
    assert.deepEqual(await offeredTo("_mfa_guard_npx", ["npx", "mfa-guard", "aud"]), ["audit"]);
    assert.deepEqual(await offeredTo("_mfa_guard_npx", ["npx", "mocha", "aud"]), []);
  });

  for (const shell of ["zsh", "fish"] as const)
    it(`of ${shell} is a script that ${shell} takes`, async function () {
      const { stdout } = await runCli(["completion", shell]);
      assert.match(stdout, /sarif/);
      await run(shell, ["-n", "-c", stdout]).catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") skip(this, `there is no ${shell} on PATH`);
        throw error;
      });
    });

  it("of bash leaves to who completes npx already what is not ours", async () => {
    const before = "_of_npx() { COMPREPLY=(mocha); }; complete -F _of_npx npx";
    assert.deepEqual(await offeredTo("_mfa_guard_npx", ["npx", "mo"], before), ["mocha"]);
    assert.deepEqual(await offeredTo("_mfa_guard_npx", ["npx", "mocha", "aud"], before), ["mocha"]);
    assert.deepEqual(await offeredTo("_mfa_guard_npx", ["npx", "mfa-guard", "aud"], before), ["audit"]);
  });

  const TYPED: readonly [line: string, completed: string][] = [
    ["mfa-guard aud", "audit"],
    ["mfa-guard audit --fo", "--format"],
    ["mfa-guard audit --format sar", "sarif"],
    ["mfa-guard audit --rule root-h", "root-hardware-mfa"],
    ["npx mfa-guard aud", "audit"],
    ["npx mfa-g", "mfa-guard"],
    ["npx moc", "mocha"],
    ["npx mocha aud", "aud"],
    ["mfa-guard help verif", "verify"],
    ["mfa-guard enroll --write", "--write-profile"],
    ["mfa-guard audit --profile wo", "work.eu"],
    ["npx mfa-guard audit --profile wo", "work.eu"],
    ["mfa-guard audit --output da", "data.csv"],
    ["mfa-guard audit --region da", "da"],
    ["mfa-guard audit da", "da"],
    ["mfa-guard validate da", "data.csv"],
  ];

  describe("as people type", () => {
    async function scriptFor(shell: string): Promise<string> {
      const file = path.join(folder, `script.${shell}`);
      await writeFile(file, (await runCli(["completion", shell])).stdout);
      return file;
    }

    it("completes in zsh, also for somebody whose npx is completed already", async function () {
      await skipWithout(this, "zsh");
      const setUp = path.join(folder, "setup.zsh");
      await writeFile(setUp, ZSH_SET_UP.replace("SCRIPT", await scriptFor("zsh")));
      const typing = path.join(folder, "type.zsh");
      await writeFile(typing, ZSH_TYPING);
      // One shell for all lines: zsh looks through all completions that there are when it starts.
      const args = ["-f", typing, setUp, ...TYPED.map(([line]) => line)];
      const { stdout } = await run("zsh", args, { timeout: 120_000, ...within(folder) });
      assert.deepEqual(
        stdout
          .trimEnd()
          .split("\n")
          .map((line) => line.trim()),
        TYPED.map(([line, completed]) => line.replace(/\S+$/, completed)),
      );
    });

    it("completes in fish, also for somebody whose npx is completed already", async function () {
      await skipWithout(this, "fish");
      const script = await scriptFor("fish");
      for (const [line, completed] of TYPED) {
        const ask = `complete -c npx -n 'test (count (commandline -opc)) -eq 1' -a mocha; source ${script}; complete -C '${line}'`;
        const { stdout } = await run("fish", ["--no-config", "-c", ask], within(folder));
        const offers = stdout.split("\n").flatMap((offer) => offer.split("\t")[0] || []);
        assert.deepEqual(offers, line.endsWith(` ${completed}`) ? [] : [completed], line);
      }
    });
  });

  it("is for shells that it knows", async () => {
    const { code, stderr } = await runCli(["completion", "csh"]);
    assert.equal(code, 2);
    assert.match(stderr, /Allowed choices are bash, zsh, fish/);
  });
});

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { skip } from "../support/skip";
import { runCli } from "./run-cli";

const run = promisify(execFile);

/** What bash would offer for the last of the words. */
function offered(...words: readonly string[]): Promise<string[]> {
  return offeredTo("_mfa_guard", ...words);
}

async function offeredTo(completing: string, ...words: readonly string[]): Promise<string[]> {
  const { stdout: script } = await runCli(["completion", "bash"]);
  const ask = 'COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); $0; printf "%s\\n" "${COMPREPLY[@]}"';
  const { stdout } = await run("bash", ["-c", `${script}\n${ask}`, completing, ...words]);
  return stdout.split("\n").filter(Boolean);
}

describe("completion", () => {
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
  ])
    it(`of bash offers ${shows}`, async () => {
      assert.deepEqual(await offered(...words), offers);
    });

  it("of bash offers the same after npx", async () => {
    assert.deepEqual(await offeredTo("_mfa_guard_npx", "npx", "mf"), ["mfa-guard"]);
    assert.deepEqual(await offeredTo("_mfa_guard_npx", "npx", "mfa-guard", "aud"), ["audit"]);
    assert.deepEqual(await offeredTo("_mfa_guard_npx", "npx", "mocha", "aud"), []);
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

  it("is for shells that it knows", async () => {
    const { code, stderr } = await runCli(["completion", "csh"]);
    assert.equal(code, 2);
    assert.match(stderr, /Allowed choices are bash, zsh, fish/);
  });
});

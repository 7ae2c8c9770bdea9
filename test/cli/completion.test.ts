import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { skip } from "../support/skip";
import { runCli } from "./run-cli";

const run = promisify(execFile);

/** What bash would offer for the last of the words. */
async function offered(...words: readonly string[]): Promise<string[]> {
  const { stdout: script } = await runCli(["completion", "bash"]);
  const ask = 'COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _mfa_guard; printf "%s\\n" "${COMPREPLY[@]}"';
  const { stdout } = await run("bash", ["-c", `${script}\n${ask}`, "bash", ...words]);
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
    { shows: "an argument's values", words: ["mfa-guard", "completion", "f"], offers: ["fish"] },
  ])
    it(`of bash offers ${shows}`, async () => {
      assert.deepEqual(await offered(...words), offers);
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

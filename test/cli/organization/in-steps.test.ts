import assert from "node:assert/strict";
import { endRun, startRun } from "../../../cli/organization/in-steps";
import { isRunFile, parseRun, runFile } from "../../../cli/organization/kept-run";

const STARTED = new Date("2027-03-01T09:00:00Z");
const entry = (id: string) => ({ id, account: `account ${id}`, organization: null });
const IDS = ["111122223333", "222233334444", "333344445555", "444455556666"];

/** The file that a run begins with. */
function started(): string {
  const leftOut = [{ ...entry("555566667777"), why: "left out by --exclude 555566667777" }];
  const run = { shard: null, accounts: IDS.map(entry), others: [], leftOut, failures: null };
  return runFile(STARTED, run).text;
}

const parsed = (text: string) => parseRun(text, (why) => why);

describe("a run over an organization, in steps", () => {
  it("ends with the accounts of which there is no file, and why as far as is known", () => {
    const names = ["run.json", "111122223333.json", "222233334444.partial.json", "map/333344445555.json"];
    const { file, notRead } = endRun(started(), names, [{ id: "444455556666", message: "no session" }]);
    assert.ok(isRunFile(file.name));
    assert.deepEqual(notRead, [
      { id: "333344445555", message: "its step ended without a result." },
      { id: "444455556666", message: "no session" },
    ]);
    const failures = notRead.map(({ id, message }) => ({ ...entry(id), message }));
    assert.deepEqual(parsed(file.text), { ...parsed(started()), failures });
  });

  it("has read an account of which there is a file, whatever an earlier try has ended with", () => {
    const names = IDS.map((id) => `${id}.json`);
    const { file, notRead } = endRun(started(), names, [{ id: "111122223333", message: "no session" }]);
    assert.deepEqual([notRead, parsed(file.text).failures], [[], []]);
  });

  it("does not end what is no run", () => {
    assert.throws(() => endRun("{}", [], []), /^CliError: This is no file of a run: /);
  });

  for (const options of [["--shard", "3/8"], ["--concurrency", "20"], ["--resume", "here"], ["--no-resume"]])
    it(`refuses ${options[0]}, which is the engine's to do`, async () => {
      await assert.rejects(startRun(options), {
        message: `${options[0]} does nothing in steps. Leave it out.`,
      });
    });

  it("refuses what `audit --org` refuses", async () => {
    await assert.rejects(startRun(["--org-role", "arn:aws:iam::111122223333:role/auditor"]), /not its ARN/);
  });
});

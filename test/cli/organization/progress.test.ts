import assert from "node:assert/strict";
import { Cli } from "../../../cli/context";
import { type Progress, progressText, startBar } from "../../../cli/organization/progress-bar";
import { Kept } from "../run-cli";

const HALF: Progress = { total: 100, done: 50, asked: 50, failed: 0, slowedTo: null, elapsed: 60_000 };

describe("the progress of an organization", () => {
  for (const { shows, changes, width = 80, text } of [
    {
      shows: "how long it will still take",
      changes: {},
      text: `${bar(15, 30)} 50/100 accounts, about 60 s left`,
    },
    {
      shows: "minutes where there are several",
      changes: { elapsed: 600_000 },
      text: `${bar(15, 30)} 50/100 accounts, about 10 min left`,
    },
    {
      shows: "an estimate by what was asked for, not by what was there already",
      changes: { asked: 10 },
      text: `${bar(15, 30)} 50/100 accounts, about 5 min left`,
    },
    {
      shows: "accounts that were not read",
      changes: { failed: 2 },
      text: `${bar(15, 30)} 50/100 accounts, 2 not read, about 60 s left`,
    },
    {
      shows: "how many accounts are read at a time where AWS throttles",
      changes: { slowedTo: 2 },
      text: `${bar(7, 15)} 50/100 accounts, 2 at a time, as AWS throttles, about 60 s left`,
    },
    {
      shows: "no estimate before the first account",
      changes: { done: 0, asked: 0 },
      text: `${bar(0, 30)} 0/100 accounts`,
    },
    { shows: "no estimate at the end", changes: { done: 100 }, text: `${bar(30, 30)} 100/100 accounts` },
    {
      shows: "a shorter bar on a narrow terminal",
      changes: { done: 0, asked: 0 },
      width: 30,
      text: `${bar(0, 14)} 0/100 accounts`,
    },
    { shows: "no bar on a tiny one", changes: { done: 0, asked: 0 }, width: 12, text: "0/100 accou" },
  ])
    it(`shows ${shows}`, () => {
      assert.equal(progressText({ ...HALF, ...changes }, width), text);
      assert.ok(text.length < width);
    });

  function bar(filled: number, length: number): string {
    return "█".repeat(filled) + "░".repeat(length - filled);
  }

  async function drawn(isTTY: boolean): Promise<string> {
    const stderr = Object.assign(new Kept(), { isTTY, columns: 80 });
    const cli = new Cli({ env: {}, cwd: "/", now: () => new Date(0), stdout: new Kept(), stderr, ask: null });
    const bar = await startBar(cli, 3, 1, { atOnce: 5, isSlowed: false });
    bar.step({ failed: false });
    bar.step({ failed: true });
    bar.stop();
    return stderr.text;
  }

  it("is drawn at a terminal, and gone at the end", async () => {
    const text = await drawn(true);
    assert.match(text, /░ 1\/3 accounts/);
    assert.match(text, /█ 3\/3 accounts, 1 not read/);
    assert.ok(text.endsWith("\u001b[1G\u001b[2K"), "the line is not cleared");
    assert.doesNotMatch(
      text,
      /\u001b\[\?(7l|25l)/,
      "the terminal is left changed where the command is broken off",
    );
  });

  it("is not told to a pipeline", async () => {
    assert.equal(await drawn(false), "");
  });
});

import assert from "node:assert/strict";
import { readingText } from "../../cli/progress";
import type { Stage } from "../../policypack/facts/live/watch";
import { readAccount } from "../../policypack/facts/live/read-account";
import { accountAnswers, type FakeUser, OLD_REPORT } from "../support/fake-account";
import { type Answers, AwsError, FakeAws } from "../support/fake-aws";
import { shortTimeouts } from "../support/short-timeouts";
import { environmentOf, runCli } from "./run-cli";

/** Each without a virtual device, and asked about where AWS has a report of some hours ago. */
const USERS = Array.from({ length: 25 }, (_, i): FakeUser => ({ name: `user-${i}`, password: true }));
const DENIED = new AwsError("AccessDenied", "no");

async function withFake<T>(answers: Answers, use: (fake: FakeAws) => Promise<T>): Promise<T> {
  const fake = await FakeAws.start({ ...accountAnswers(USERS), ...OLD_REPORT, ...answers });
  try {
    return await use(fake);
  } finally {
    await fake.stop();
  }
}

/** What a reading tells of each part, in the order in which it is told. */
function told(answers: Answers = {}): Promise<ReadonlyMap<string, readonly (Stage | null)[]>> {
  return withFake(answers, async (fake) => {
    const parts = new Map<string, (Stage | null)[]>();
    await readAccount(fake.connection(), {
      ...{ budget: 60_000, concurrency: 10, now: () => new Date(), timeouts: shortTimeouts(1) },
      watch: (part, stage) => parts.set(part, [...(parts.get(part) ?? []), stage]),
    });
    return parts;
  });
}

describe("a watched reading of an account", () => {
  it("counts the users page by page", async () => {
    const stages = (await told()).get("users");
    assert.deepEqual(stages, [{ done: 0 }, { done: 25 }, null]);
  });

  it("tells from when to when the credential report is waited for", async () => {
    assert.deepEqual((await told()).get("credential report"), [{ done: 0 }, null]);
  });

  it("counts what is asked user by user to the last", async () => {
    const stages = (await told()).get("MFA devices of users") ?? [];
    const done = stages.flatMap((stage) => stage?.done ?? []);
    // A user is asked for once their password is known, so that the count may be told again with another total.
    const steps = done.filter((count, i) => count !== done[i - 1]);
    assert.deepEqual(steps, [...Array(25).keys()]);
    assert.equal(stages.at(-2)?.total, 25);
    assert.equal(stages.at(-1), null);
  });

  it("ends what is denied", async () => {
    const parts = await told({ GetAccountAuthorizationDetails: DENIED, ListMFADevices: DENIED });
    for (const [part, stages] of parts) assert.equal(stages.at(-1), null, part);
  });
});

describe("the line that shows it", () => {
  const rows: readonly [string, Record<string, Stage>, number, string][] = [
    [
      "what is read",
      { users: { done: 0 }, "credential report": { done: 0 } },
      80,
      "Reading users; credential report",
    ],
    ["how many there are so far", { users: { done: 3000 } }, 80, "Reading users: 3000 so far"],
    [
      "a bar where it is known how many there are",
      { devices: { done: 5, total: 10 } },
      80,
      `${"█".repeat(15)}${"░".repeat(15)} devices: 5/10`,
    ],
    [
      "only what there is room for",
      { users: { done: 0 }, "credential report": { done: 0 } },
      20,
      "Reading users; cred",
    ],
  ];
  for (const [what, stages, width, expected] of rows)
    it(`shows ${what}`, () => assert.equal(readingText(new Map(Object.entries(stages)), width), expected));

  for (const command of ["audit", "plan", "status", "verify", "snapshot", "remind"]) {
    it(`${command}: is drawn at a terminal, and gone before the answer`, async () => {
      const { before, answer } = await atTerminal(command, true);
      assert.match(before, /Reading users/);
      assert.doesNotMatch(remaining(before), /Reading users|of users/);
      assert.notEqual(answer, "");
    });

    it(`${command}: is not told to a pipeline`, async () => {
      const { before, after } = await atTerminal(command, false);
      assert.doesNotMatch(before + after, /Reading|\u001b/);
    });
  }
});

/** What is left on the screen when a line that was drawn is erased. */
function remaining(text: string): string {
  const lines = text.split("\n");
  return lines.map((line) => line.slice(line.lastIndexOf("\u001b[2K") + 1)).join("\n");
}

/** What a command writes to standard error before the first of its answer, the answer, and what it writes after. */
function atTerminal(command: string, isTTY: boolean) {
  return withFake({}, async (fake) => {
    const written = { before: "", answer: "", after: "" };
    const stdout = { write: (text: string) => (written.answer += text) };
    const toErr = (text: string) => (written[written.answer === "" ? "before" : "after"] += text);
    const stderr = { write: toErr, isTTY, columns: 80 };
    const to = command === "remind" ? ["--format", "csv"] : [];
    await runCli([command, ...to], { env: environmentOf(fake), stdout, stderr });
    return written;
  });
}

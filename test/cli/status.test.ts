import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import picocolors from "picocolors";
import { type BurnDown, burnDown, STATES, type State } from "../../cli/status/burndown";
import { historyOf, toEntry } from "../../cli/status/history";
import { type Status, statusJson } from "../../cli/status/status-json";
import { statusHtml } from "../../cli/status/status-page";
import { peopleLines, peopleOf } from "../../cli/status/people";
import { statusHeadline, timeLeft } from "../../cli/status/status-table";
import { known } from "../../policypack/facts/fact";
import { parseRolloutObject } from "../../policypack/rollout/parse";
import type { RolloutInput } from "../../policypack/rollout/rollout-schema";
import { consoleUser, DENIED, found, modelAccount, NOT_READ, NOW, userWithoutMfa } from "../support/accounts";
import { accountAnswers, type FakeUser, OLD_REPORT } from "../support/fake-account";
import { AwsError, FakeAws } from "../support/fake-aws";
import { environmentOf, runCli } from "./run-cli";
import { assertAsPublished } from "./schemas";

const WAVES: RolloutInput["waves"] = [
  { name: "early", users: ["ann", "bob", "cyd"], deadline: "2026-11-01T09:00:00Z" },
  { name: "late", users: ["dan", "eve", "out"], deadline: "2026-12-01T09:00:00Z" },
];
const EXEMPTIONS = [{ user: "out", owner: "me", reason: "r", expires: "2026-12-31" }];

function rollout(content: Partial<RolloutInput> = {}) {
  return parseRolloutObject(
    { account: "existing", waves: WAVES, exemptions: EXEMPTIONS, ...content },
    "test",
  );
}

const ACCOUNT = modelAccount([
  userWithoutMfa("bob"),
  userWithoutMfa("cyd", {}, { devices: found([], NOT_READ) }),
  consoleUser("dan"),
  userWithoutMfa("eve"),
  userWithoutMfa("out"),
  userWithoutMfa("zoe"),
  userWithoutMfa("ci", {}, { loginProfile: known(null) }),
]);

/** Only the states that somebody is in. */
function counted({ waves }: BurnDown) {
  return waves.map(({ name, daysLeft, counts }) => ({
    name,
    daysLeft,
    ...Object.fromEntries(STATES.filter((state) => counts[state] > 0).map((state) => [state, counts[state]])),
  }));
}

describe("the burn-down", () => {
  it("counts people by wave and state, the exempt where they will be", () => {
    assert.deepEqual(counted(burnDown(ACCOUNT, rollout(), NOW)), [
      { name: "early", daysLeft: -21, enrolled: 1, overdue: 1, unknown: 1 },
      { name: "late", daysLeft: 9, enrolled: 1, "in grace": 1, exempt: 1 },
      { name: null, daysLeft: null, open: 1 },
    ]);
  });

  it("adds up, and tells why somebody is unknown, once", () => {
    const { total, unknown } = burnDown(ACCOUNT, rollout(), NOW);
    const expected: Record<State, number> = {
      enrolled: 2,
      "in grace": 1,
      overdue: 1,
      exempt: 1,
      open: 1,
      unknown: 1,
    };
    assert.deepEqual(total, expected);
    assert.deepEqual(unknown, [DENIED]);
  });

  it("counts everybody without a rollout file", () => {
    assert.deepEqual(counted(burnDown(modelAccount([userWithoutMfa("bob")]), null, NOW)), [
      { name: null, daysLeft: null, enrolled: 1, open: 1 },
    ]);
  });

  it("has the deadline itself be too late, and a new account's users overdue", () => {
    const at = new Date("2026-12-01T09:00:00Z");
    assert.equal(burnDown(ACCOUNT, rollout(), at).total["in grace"], 0);
    assert.equal(burnDown(ACCOUNT, rollout(), new Date(at.getTime() - 1)).total["in grace"], 1);
    const fresh = rollout({ account: "new", waves: [], exemptions: [] });
    assert.equal(burnDown(modelAccount([userWithoutMfa("bob")]), fresh, NOW).total.overdue, 1);
  });
});

describe("the time that a wave has left", () => {
  const DEADLINE = new Date("2026-12-01T09:00:00Z");
  const after = (days: number, hours = 0) => new Date(DEADLINE.getTime() + (days * 24 + hours) * 3_600_000);
  for (const [now, words] of [
    [after(-2), "2 days"],
    [after(-1, -1), "1 day"],
    [after(0, -1), "last day"],
    [after(0), "<1 day over"],
    [after(0, 23), "<1 day over"],
    [after(1), "1 day over"],
    [after(8, 10), "8 days over"],
  ] as const)
    it(`is "${words}" ${(now.getTime() - DEADLINE.getTime()) / 3_600_000} hours after its deadline`, () => {
      const late = burnDown(ACCOUNT, rollout(), now).waves.find(({ name }) => name === "late");
      assert.equal(late && timeLeft(late, now), words);
    });
});

describe("a burn-down's headline", () => {
  for (const [enrolled, open, words] of [
    [1, 0, "1 of 1 console user has MFA (100 %)"],
    [1, 2, "1 of 3 console users has MFA (33 %); 2 open"],
    [2, 1, "2 of 3 console users have MFA (66 %); 1 open"],
  ] as const)
    it(`says "${words}"`, () => {
      const none = { enrolled: 0, "in grace": 0, overdue: 0, exempt: 0, open: 0, unknown: 0 };
      assert.equal(statusHeadline({ ...none, enrolled, open }), words);
    });
});

describe("who is named at a terminal", () => {
  const COLUMNS = { colours: picocolors.createColors(false), columns: 80 };
  const crowd = Array.from({ length: 63 }, (_, i) => userWithoutMfa(`user-${String(i).padStart(2, "0")}`));
  const said = (deadline: string) => {
    const waves = [{ name: "crowd", rest: true as const, deadline }];
    return peopleLines(peopleOf(modelAccount(crowd), rollout({ waves, exemptions: [] }), NOW), COLUMNS);
  };

  it("are the first who are overdue, and how many more", () => {
    const lines = said("2026-11-01T09:00:00Z");
    assert.equal(lines.length, 53);
    assert.equal(lines.at(-2), "- user-49: wave crowd, since 2026-11-01 09:00 UTC");
    assert.equal(lines.at(-1), "- and 13 more; --format csv lists all");
  });

  it("are the first of those whose deadline comes next, and how many more", () => {
    const text = said("2026-12-01T09:00:00Z").join(" ").replace(/\s+/g, " ");
    assert.match(
      text,
      /^ ?Next to enrol, wave crowd, by 2026-12-01 09:00 UTC: user-00, .*user-09 and 53 more; --format csv lists all$/,
    );
  });
});

describe("the burn-down as JSON", () => {
  it("can't act on a terminal, and means the same", () => {
    const account = "example \u009b31m";
    const text = statusJson({ ...burnDown(ACCOUNT, rollout(), NOW), account }, []);
    assert.doesNotMatch(text, /\u009b/);
    assert.equal((JSON.parse(text) as Status).account, account);
  });
});

describe("the history", () => {
  const parseLines = (text: string) => historyOf([{ name: "111122223333.jsonl", text }]);

  it("reads what it wrote, and nobody's name is in it", () => {
    const entry = toEntry(burnDown(ACCOUNT, rollout(), NOW));
    const line = JSON.stringify(entry);
    assert.deepEqual(parseLines(`${line}\n`), { entries: [entry], damaged: [] });
    for (const name of ["ann", "bob", "cyd", "eve", "zoe"]) assert.ok(!line.includes(name), name);
  });

  it("passes over damaged lines and says which", () => {
    const line = JSON.stringify(toEntry(burnDown(ACCOUNT, rollout(), NOW)));
    const later = JSON.stringify(toEntry(burnDown(ACCOUNT, rollout(), new Date(NOW.getTime() + 1000))));
    const text = ["{", line, line.slice(0, 40), line.replace('"version":1', '"version":2'), "", later].join(
      "\n",
    );
    const { entries, damaged } = parseLines(text);
    assert.equal(entries.length, 2);
    assert.deepEqual(
      damaged,
      [1, 3, 4].map((line) => `111122223333.jsonl line ${line}`),
    );
  });

  it("is in order of time, whoever wrote first", () => {
    const at = (day: string) => JSON.stringify(toEntry(burnDown(ACCOUNT, null, new Date(day))));
    const { entries } = parseLines([at("2026-11-20"), at("2026-11-02")].join("\n"));
    assert.deepEqual(
      entries.map((entry) => entry.at.slice(0, 10)),
      ["2026-11-02", "2026-11-20"],
    );
  });
});

describe("the burn-down as a page", () => {
  const earlier = toEntry(
    burnDown(modelAccount([userWithoutMfa("bob"), userWithoutMfa("eve")]), null, new Date("2026-11-01")),
  );
  const page = () =>
    statusHtml(burnDown(ACCOUNT, rollout(), NOW), [earlier], peopleOf(ACCOUNT, rollout(), NOW));

  it("draws the runs so far, with the numbers beside the curve", () => {
    const html = page();
    const points = /class="curve" points="([^"]*)"/.exec(html)?.[1]?.split(" ") ?? [];
    assert.equal(points.length, 2);
    assert.match(
      html,
      /<desc id="curve-words">2 people without MFA on 2026-11-01, 5 on 2026-11-21\.<\/desc>/,
    );
    assert.match(
      html,
      /<th scope="row">2026-11-01 00:00 UTC<\/th><td data-head="still to enrol">2<\/td><td data-head="enrolled">1<\/td>/,
    );
    assert.match(html, /<html lang="en">/);
    assert.match(html, /prefers-color-scheme: dark/);
  });

  it("puts a time at its place: right of an earlier one, and a lone one in the middle", () => {
    const [first, last] = (/class="curve" points="([^"]*)"/.exec(page())?.[1]?.split(" ") ?? []).map((p) =>
      Number(p.split(",")[0]),
    );
    assert.ok(first !== undefined && last !== undefined && first < last);
    const alone = statusHtml(burnDown(ACCOUNT, null, NOW), [], []);
    assert.match(alone, /class="curve" points="248,\d/);
  });

  /** The labels of the picture in a row, from left to right, with the room that each takes: 8 units a letter. */
  function labels(html: string, y: RegExp): { text: string; from: number; to: number }[] {
    const all = [...html.matchAll(/<text x="([\d.]+)" y="(\d+)" text-anchor="(\w+)">([^<]*)<\/text>/g)];
    return all
      .filter(([, , at = ""]) => y.test(at))
      .map(([, x = "", , anchor = "", text = ""]) => {
        const width = 8 * text.length;
        const from = Number(x) - width * ({ start: 0, middle: 0.5, end: 1 }[anchor] ?? 0);
        return { text, from, to: from + width };
      })
      .sort((a, b) => a.from - b.from);
  }

  for (const days of [1, 3, 9, 40])
    it(`has labels that don't overlap where deadlines are ${days} days apart, and the dates beside the picture`, () => {
      const status = burnDown(ACCOUNT, rollout(), NOW);
      const waves = Array.from({ length: 12 }, (_, i) => ({
        ...{ name: `wave-${i}`, daysLeft: i, counts: status.total },
        deadline: new Date(NOW.getTime() + i * days * 86_400_000),
      }));
      const html = statusHtml({ ...status, waves }, [earlier], []);
      for (const [what, y] of [
        ["numbers of deadlines", /^16$/],
        ["days", /^2[45]\d$/],
      ] as const) {
        const row = labels(html, y);
        assert.ok(row.length > 0, what);
        for (const [i, { text, from, to }] of row.entries()) {
          assert.ok(from >= 0 && to <= 480, `${text} is cut off`);
          assert.ok(to < (row[i + 1]?.from ?? Infinity), `${what}: ${text} and ${row[i + 1]?.text}`);
        }
      }
      assert.match(html, /<ol><li>wave-0: 2026-11-21 12:00 UTC<\/li>/);
    });

  it("names who has no MFA, wave by wave, those who are overdue first, with since when or until when", () => {
    const rows = [
      ...page().matchAll(
        /<tr><th scope="row">(\w+)<\/th>((?:<td[^>]*data-head="(?:wave|state|when)"[^>]*>[^<]*<\/td>){3})/g,
      ),
    ];
    const cells = (row = "") => [...row.matchAll(/>([^<]*)<\/td>/g)].map(([, cell]) => cell);
    assert.deepEqual(
      rows.map(([, name, row]) => [name, ...cells(row)]),
      [
        ["bob", "early", "overdue", "since 2026-11-01 09:00 UTC"],
        ["cyd", "early", "unknown", "by 2026-11-01 09:00 UTC"],
        ["eve", "late", "in grace", "by 2026-12-01 09:00 UTC"],
        ["out", "late", "exempt", "exempt until 2026-12-31 23:59 UTC"],
        ["zoe", "(in no wave)", "open", ""],
      ],
    );
  });

  it("needs nothing from anywhere", () => {
    assert.doesNotMatch(page(), /<script|<link|<img|src=|https?:|url\(|@import/i);
    assert.match(page(), /default-src 'none'/);
  });

  it("shows names as text", () => {
    const status = burnDown(ACCOUNT, rollout(), NOW);
    const waves = status.waves.map((wave) => ({ ...wave, name: "<img src=x onerror=alert(1)>" }));
    const people = peopleOf(ACCOUNT, rollout(), NOW).map((person) => ({ ...person, name: "<img src=y>" }));
    const html = statusHtml({ ...status, waves, account: "</title><script>" }, [], people);
    assert.doesNotMatch(html, /<img|<script>/);
    assert.match(html, /&lt;img src=x/);
    assert.match(html, /&lt;img src=y/);
  });
});

describe("mfa-guard status", () => {
  let folder: string;
  let fake: FakeAws;
  const USERS: FakeUser[] = [
    { name: "ann", password: true, devices: ["arn:aws:iam::111122223333:mfa/ann"] },
    { name: "bob", password: true },
    { name: "eve", password: true },
  ];
  const FILE =
    "account: existing\nwaves:\n  - name: early\n    users: [bob]\n    deadline: 2026-11-01T09:00:00Z\n  - name: all\n    rest: true\n    deadline: 2026-12-01T09:00:00Z\n";

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "mfa-guard-status-"));
    await writeFile(path.join(folder, "rollout.yaml"), FILE);
    fake = await FakeAws.start(accountAnswers(USERS));
  });

  afterEach(async () => {
    await fake.stop();
    await rm(folder, { recursive: true });
  });

  const status = async (...args: string[]) => {
    const result = await runCli(["status", ...args], { env: environmentOf(fake), cwd: folder });
    assertAsPublished("status", args, result.stdout);
    return result;
  };

  it("goes by rollout.yaml of the folder, and ends with 1 where somebody is overdue", async () => {
    const { code, stdout } = await status();
    assert.match(stdout, /1 of 3 console users has MFA \(33 %\); 1 in grace, 1 overdue/);
    assert.match(stdout, /early.* 20 days over /);
    assert.equal(code, 1);
    await writeFile(path.join(folder, "other.yaml"), FILE.replace("2026-11-01", "2026-12-24"));
    assert.equal((await status("--rollout", "other.yaml")).code, 0);
  });

  it("names who is overdue, in which wave and since when, and everybody in CSV", async () => {
    const { stdout } = await status();
    assert.match(stdout, /^Overdue:\n- bob: wave early, since 2026-11-01 09:00 UTC$/m);
    assert.match(stdout, /^Next to enrol, wave all, by 2026-12-01 09:00 UTC: eve$/m);
    const { stdout: csv } = await runCli(["status", "--format", "csv"], {
      env: environmentOf(fake),
      cwd: folder,
    });
    assert.match(csv, /^account,user,arn,state,wave,deadline,exempt until,note$/m);
    assert.match(csv, /^111122223333,bob,arn:aws:iam::111122223333:user\/bob,overdue,early,2026-11-01T/m);
  });

  const later = (seconds: number) => ({ now: () => new Date(NOW.getTime() + seconds * 1000) });
  const runs = () => path.join(folder, "h/111122223333");

  it("keeps counts of each run in a file of its own, for its owner, where a bucket has it too", async () => {
    await status("--history", "h");
    await runCli(["status", "--history", "h"], { env: environmentOf(fake), cwd: folder, ...later(1) });
    const names = await readdir(runs());
    assert.deepEqual(names.sort(), ["20261121T120000.000Z.json", "20261121T120001.000Z.json"]);
    for (const name of names) {
      const file = path.join(runs(), name);
      assert.doesNotMatch(await readFile(file, "utf8"), /bob|eve|ann/);
      assert.equal((await stat(file)).mode & 0o777, 0o600);
    }
  });

  it("goes on from a history that has a line a run, once for each, and is not spoilt by half a line", async () => {
    const old = (seconds: number) =>
      JSON.stringify(toEntry(burnDown(ACCOUNT, rollout(), later(seconds).now())));
    await mkdir(path.join(folder, "h"));
    // The last one is there in the new form too.
    const lines = [old(-7200), old(-3600), old(0), '{"version":1,"at"'].join("\n");
    await writeFile(path.join(folder, "h/111122223333.jsonl"), lines);
    const { stdout, stderr } = await status("--history", "h", "--format", "json");
    const { history } = JSON.parse(stdout) as Status;
    assert.deepEqual(
      history.map(({ at }) => at),
      [-7200, -3600, 0].map((seconds) => later(seconds).now().toISOString()),
    );
    assert.match(stderr, /damaged entries.*: 111122223333\.jsonl line 4\./);
  });

  it("says where the history is that can't be written or read, and what to do", async () => {
    const onward = "Mend that, or name another folder or a bucket with --history.";
    await writeFile(path.join(folder, "taken"), "");
    const { code, stderr } = await status("--history", "taken/h");
    const place = path.join(folder, "taken/h");
    assert.equal(code, 2);
    assert.equal(
      stderr,
      `mfa-guard: The history in ${place} can't be written: a part of the path is not a folder. ${onward}\n`,
    );
    await mkdir(path.join(folder, "h/111122223333.jsonl"), { recursive: true });
    const unread = await status("--history", "h");
    assert.equal(unread.code, 2);
    assert.equal(
      unread.stderr,
      `mfa-guard: The history in ${path.join(folder, "h")} can't be read: it is a folder. ${onward}\n`,
    );
  });

  it("does not put into the history what it could not read", async () => {
    await fake.stop();
    fake = await FakeAws.start({
      ...accountAnswers(USERS),
      ...OLD_REPORT,
      ListMFADevices: new AwsError("AccessDenied", "no"),
    });
    const { code, stderr, stdout } = await status("--history", "h");
    assert.match(stderr, /not added to the history/);
    assert.match(stdout, /iam:ListMFADevices answered AccessDenied/);
    assert.equal(code, 1);
    await assert.rejects(stat(runs()));
  });

  it("gives programs counts, deadlines and the runs so far", async () => {
    const json = JSON.parse((await status("--format", "json", "--history", "h")).stdout);
    assert.deepEqual([json.version, json.total.overdue, json.history.length], [1, 1, 1]);
    assert.equal(json.waves[0].deadline, "2026-11-01T09:00:00.000Z");
  });

  it("writes the page to a file", async () => {
    assert.equal((await status("--format", "html", "--output", "p.html")).stdout, "");
    assert.match(await readFile(path.join(folder, "p.html"), "utf8"), /^<!doctype html>/);
  });

  for (const place of [
    "gs://bucket/x",
    "s3://",
    "s3://No_Bucket/x",
    "s3://arn:aws:s3:eu-central-1:1:accesspoint/x",
  ])
    it(`takes no history in ${place}`, async () => {
      const { code, stderr } = await status("--history", place);
      assert.equal(code, 2);
      assert.match(stderr, /takes a folder, or a bucket such as s3:\/\//);
      assert.deepEqual(fake.calls, []);
    });
});

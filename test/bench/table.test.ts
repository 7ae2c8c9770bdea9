import assert from "node:assert/strict";
import type { Cost, Results, ToolRun } from "../../bench/model";
import { tables } from "../../bench/table";
import { median, short } from "../../bench/tables/markdown";

const CONDITIONS = {
  ...{ at: "2027-01-02T03:04:05Z", cpu: "A chip", cores: 2, memoryGigabytes: 16 },
  versions: { node: "20.20.2" },
};
const NOTHING: Results = {
  ...{ audit: [], preview: [], proof: null, organization: null, startup: null },
  ...{ stack: null, memory: null, formats: null },
};

function cost(seconds: number, cut = false): Cost {
  return { seconds, cpuSeconds: seconds / 2, megabytes: 100, cut };
}

function run(tool: string, rounds: Cost[], calls: number, flagged: number | null = 100): ToolRun {
  return { tool, rounds, calls: { ListUsers: 1, GetUser: calls - 1 }, flagged, disagreements: [] };
}

function audit(...runs: ToolRun[]): Results {
  return { ...NOTHING, audit: [{ users: 500, flagged: 100, conditions: CONDITIONS, runs }] };
}

/** The cells of the row in which one of them is this. */
function row(text: string, cell: string): string[] {
  const rows = text.split("\n").map((line) => line.split("|").slice(1, -1));
  const cells = rows.map((row) => row.map((one) => one.trim())).find((row) => row.includes(cell));
  assert.ok(cells, text);
  return cells;
}

describe("the tables of the benchmark", () => {
  it("leave out what has not been measured", () => assert.equal(tables(NOTHING), ""));

  it("show the median of the rounds, and how many times ours a rival takes", () => {
    const text = tables(audit(run("ours", [cost(9), cost(2), cost(1)], 10), run("theirs", [cost(30)], 350)));
    assert.deepEqual(row(text, "ours"), ["500", "100", "ours", "2.0 s", "1.0 s", "100 MB", "10"]);
    assert.deepEqual(row(text, "theirs").slice(3), [
      ...["30 s (15 ×)", "15 s (15 ×)", "100 MB (1.0 ×)", "350 (35 ×)"],
    ]);
    assert.match(text, /2027-01-02, 2 cores \(A chip\), 16 GB; node 20\.20\.2/);
    assert.match(text, /All that ran to their end flagged the same users/);
  });

  it("show each format of a report on an organization, with what it takes and how large it is", () => {
    const runs = [
      { format: "json", cost: cost(9), bytes: 12_000_000 },
      { format: "html", cost: cost(20), bytes: 1_500_000 },
    ];
    const formats = { conditions: CONDITIONS, accounts: 50, usersEach: 100, runs };
    const text = tables({ ...NOTHING, formats });
    assert.deepEqual(row(text, "json"), ["json", "9.0 s", "4.5 s", "100 MB", "12 MB"]);
    assert.deepEqual(row(text, "html"), ["html", "20 s", "10 s", "100 MB", "1.5 MB"]);
    assert.match(text, /50 kept accounts with 100 users each/);
  });

  it("claim no more of a run that was cut off than the least that it would have taken", () => {
    const text = tables(audit(run("ours", [cost(2)], 10), run("theirs", [cost(600, true)], 350, null)));
    assert.deepEqual(row(text, "theirs").slice(1), [
      ...["cut off", "theirs", "> 600 s (> 300 ×)", "> 300 s (> 300 ×)"],
      ...["> 100 MB (> 1.0 ×)", "> 350 (> 35 ×)"],
    ]);
  });

  it("say where the tools disagree, and who is right", () => {
    const theirs = run("theirs", [cost(30)], 350);
    const missed = {
      have: "no device",
      flaggedBy: "mfa-guard",
      right: "mfa-guard",
      users: 3,
      example: "ann",
    } as const;
    const text = tables(audit(run("ours", [cost(2)], 10), { ...theirs, disagreements: [missed] }));
    assert.match(text, /500 users, theirs: does not flag 3 with no device \(such as ann\), which is wrong\./);
    assert.doesNotMatch(text, /the same users/);
  });

  it("show what a pack adds to a preview without one, against an empty one", () => {
    const packs = [
      { pack: "no pack", seconds: [3, 3.2, 3.1], cpuSeconds: [5] },
      { pack: "an empty pack", seconds: [4.1], cpuSeconds: [7] },
      { pack: "mfa-guard", seconds: [4.3], cpuSeconds: [7.5] },
      { pack: "AWSGuard", seconds: [6.1], cpuSeconds: [8] },
    ];
    const text = tables({ ...NOTHING, preview: [{ resources: 10, conditions: CONDITIONS, packs }] });
    assert.deepEqual(row(text, "10").slice(1), [
      ...["wall time", "3.1 s", "1.0 s", "1.2 s (1.20 ×)", "3.0 s (3.00 ×)"],
    ]);
    assert.deepEqual(row(text, "CPU time").slice(2), ["5.0 s", "2.0 s", "2.5 s (1.25 ×)", "3.0 s (1.50 ×)"]);
  });

  it("show a stack of ours against the same resources without us, and what each command holds", () => {
    const text = tables({
      ...NOTHING,
      stack: {
        ...{ conditions: CONDITIONS, resources: 5 },
        programs: [
          { program: "plain", rounds: [cost(4)] },
          { program: "ours", rounds: [cost(9), cost(6), cost(5)] },
        ],
      },
      memory: {
        ...{ conditions: CONDITIONS, users: 5000 },
        runs: [{ command: "mfa-guard plan", rounds: [cost(8)] }],
      },
    });
    assert.deepEqual(row(text, "plain"), ["plain", "4.0 s", "2.0 s"]);
    assert.deepEqual(row(text, "ours"), ["ours", "6.0 s (1.5 ×)", "3.0 s (1.5 ×)"]);
    assert.deepEqual(row(text, "`mfa-guard plan`"), ["`mfa-guard plan`", "100 MB", "8.0 s", "4.0 s"]);
  });

  it("show the slowest proof of one policy, and an organization by how many accounts are read at once", () => {
    const text = tables({
      ...NOTHING,
      proof: {
        conditions: CONDITIONS,
        onePolicy: { actions: 22_091, situations: 6, seconds: [0.9, 0.2] },
        verification: { users: 500, policySets: 10, rounds: [cost(3)] },
      },
      organization: {
        ...{ conditions: CONDITIONS, usersEach: 200, latency: 50 },
        runs: [{ accounts: 100, concurrency: 5, rounds: [cost(40)], calls: 5000, flagged: 4000 }],
      },
    });
    assert.deepEqual(row(text, "0.90 s").slice(0, 1), ["one policy, 22091 actions in 6 situations"]);
    assert.deepEqual(row(text, "100 MB").slice(1, 2), ["3.0 s"]);
    assert.deepEqual(row(text, "40 s"), ["100", "5", "40 s", "100 MB", "5000", "4000"]);
  });
});

describe("the numbers of the tables", () => {
  it("are medians: of an even number, the mean of the two in the middle", () => {
    assert.equal(median([5]), 5);
    assert.equal(median([10, 9, 1]), 9);
    assert.equal(median([10, 4, 1, 2]), 3);
  });

  it("have no more digits than anybody asks for", () => {
    assert.deepEqual([0.432, 8.14, 41.9, 412.3, -0.04].map(short), ["0.43", "8.1", "42", "412", "-0.04"]);
  });
});

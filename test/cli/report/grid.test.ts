import assert from "node:assert/strict";
import picocolors from "picocolors";
import { grid } from "../../../cli/report/grid";

const HEAD = ["wave", "deadline", "overdue", "exempt"];
const ROWS = [
  ["platform", "2027-01-01", "3", "0"],
  ["everyone", "2027-02-01", "0", "0"],
];

function drawn(columns: number | undefined, colours = picocolors.createColors(false)): string[] {
  const painted = ROWS.map(([name = "", ...cells]) => [colours.red(name), ...cells]);
  return grid({ colours, columns }, HEAD, painted);
}

describe("a table", () => {
  const whole = [
    "wave      deadline    overdue  exempt",
    "platform  2027-01-01  3        0",
    "everyone  2027-02-01  0        0",
  ];

  it("is whole where it fits, and where no terminal is", () => {
    assert.deepEqual(drawn(whole[0]?.length), whole);
    assert.deepEqual(drawn(undefined), whole);
  });

  it("drops a column of zeros before anything else", () => {
    assert.deepEqual(drawn(36), [
      "wave      deadline    overdue",
      "platform  2027-01-01  3",
      "everyone  2027-02-01  0",
    ]);
  });

  it("tells the last columns below each row where it is too wide still, but for zeros", () => {
    assert.deepEqual(drawn(20), [
      "wave      deadline",
      "platform  2027-01-01",
      "  overdue: 3",
      "everyone  2027-02-01",
    ]);
    assert.deepEqual(drawn(19), [
      "wave",
      "platform",
      "  deadline:",
      "  2027-01-01;",
      "  overdue: 3",
      "everyone",
      "  deadline:",
      "  2027-02-01",
    ]);
  });

  it("counts no colours", () => {
    const lines = drawn(whole[0]?.length, picocolors.createColors(true));
    assert.match(lines[1] ?? "", /^\u001b\[31mplatform\u001b\[39m {2}2027-01-01 {2}3 {8}0$/);
  });

  it("has its columns in line however many rows it has, and wherever the widest is", () => {
    const rows = Array.from({ length: 80 }, (_, i) => [`user${i}`, "ready"]);
    // Two columns of the terminal each.
    rows[79] = ["東京チーム-twelve", "ready"];
    const lines = grid(
      { colours: picocolors.createColors(false), columns: undefined },
      ["user", "state"],
      rows,
    );
    assert.equal(lines.length, 81);
    assert.equal(lines[0], "user               state");
    assert.equal(lines[1], "user0              ready");
    assert.equal(lines[60], "user59             ready");
    assert.equal(lines[80], "東京チーム-twelve  ready");
  });
});

import assert from "node:assert/strict";
import fc from "fast-check";
import { parseRollout, parseRolloutObject } from "../../../policypack/rollout/parse";
import { anyText } from "../../support/any-text";
import { refusal } from "./support";

/** As much of a text as a rollout file may be long. */
const full = (text: string): string => text.repeat(Math.floor((512 * 1024) / text.length));

const HOSTILE: Readonly<Record<string, string>> = {
  "lists in lists": full("["),
  "lists in lists, by dashes": full("- "),
  "mappings in mappings": full("{a: "),
  "keys that are keys of keys": full("? "),
  "closing brackets": full("]"),
  "empty mappings": full("{}"),
  "documents without end": full("---\n"),
  "anchors without end": full("&a "),
  "as many aliases as there may be values": `a: [${"*a,".repeat(99_990)}]`,
  "one key as often as there may be values": "a: 1\n".repeat(49_990),
  "as many keys as there is room for": Array.from({ length: 60_000 }, (_, index) => `${index}: \n`).join(""),
  "a quote that never ends": `"${full("x\n").slice(2)}`,
};

/** Values that double with each line, and one long list many times. */
const BOMBS: Readonly<Record<string, string>> = {
  doubling: `a0: &a0 [x]\n${Array.from({ length: 40 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]\n`).join("")}`,
  squared: `a: &a [${"x,".repeat(20_000)}]\nwaves: [${"{users: *a},".repeat(20_000)}]\n`,
};

describe("what a rollout file may cost", () => {
  it("is bounded in length", () => {
    assert.equal(
      refusal(() => parseRollout(`account: new\n${"#".repeat(5_000_000)}`, "f")),
      "f has 1 mistake:\n  f:1:1: found more than 512 KiB; expected a rollout file. " +
        "Name users by group, glob or rest instead of one by one.",
    );
  });

  it("is bounded in depth", () => {
    assert.equal(
      refusal(() => parseRollout(`account: new\nwaves: ${"[".repeat(40)}`, "f")),
      "f has 1 mistake:\n  f:2:39: found lists or mappings more than 32 deep; expected a rollout file, which goes six deep.",
    );
  });

  it("is bounded in values, and what is beyond them is not read", () => {
    // A key and a value in each line but the first, which has a key.
    const text = `waves:\n${full("- a: 1\n").slice(7)}`;
    assert.equal(
      refusal(() => parseRollout(text, "f")),
      "f has 1 mistake:\n  f:50001:6: found more than 100000 values, aliases written out; expected a rollout file. " +
        "Name users by group, glob or rest.",
    );
    const quoted = `{a: [${`*a,'*',"*", `.repeat(33_334)}`;
    assert.match(
      refusal(() => parseRollout(quoted, "f")) ?? "",
      /^f has 1 mistake:\n {2}f:1:400002: found more than 100000 values/,
    );
  });

  it("is read no further than to its second document", () => {
    assert.equal(
      refusal(() => parseRollout(`account: new\n${"---\n".repeat(3)}{{{ not YAML`, "f")),
      "f has 1 mistake:\n  f:2:1: found a second YAML document; expected one. Remove the line of dashes and what follows it.",
    );
  });

  for (const [name, text] of Object.entries(BOMBS)) {
    it(`is bounded in what aliases add up to: ${name}`, () => {
      assert.match(
        refusal(() => parseRollout(text, "f")) ?? "",
        /^f has 1 mistake:\n {2}f:\d+:\d+: found more than 100000 values, aliases written out; expected a rollout file\./,
      );
    });
  }

  for (const [name, text] of Object.entries(HOSTILE)) {
    it(`stays in proportion to its length: ${name}`, () => {
      assert.ok(text.length <= 512 * 1024);
      assert.ok(refusal(() => parseRollout(text, "f")));
    });
  }

  it("is small for a list of all users that an account may have", () => {
    const users = Array.from({ length: 5000 }, (_, index) => `user-${index}`.padEnd(64, "x"));
    const text = `account: existing\nwaves:\n- name: a\n  deadline: 2027-02-01T09:00:00Z\n  users:\n  - ${users.join("\n  - ")}\n`;
    assert.equal(parseRollout(text, "f").waves[0]?.users?.length, 5000);
  });

  it("changes no prototype", () => {
    const text = "account: new\n__proto__: {polluted: true}\nconstructor: {prototype: {polluted: true}}\n";
    assert.ok(refusal(() => parseRollout(text, "f")));
    assert.ok(refusal(() => parseRolloutObject(JSON.parse('{"__proto__": {"polluted": true}}'), "s")));
    assert.equal(({} as { polluted?: boolean }).polluted, undefined);
  });
});

/** Pieces of rollout files and of YAML, in any order: more of YAML's corners than random letters reach. */
const piece = fc.constantFrom(
  ...[
    "account",
    "existing",
    "waves",
    "name",
    "users",
    "- ",
    ": ",
    "\n",
    "\n  ",
    "[",
    "]",
    "{",
    "}",
    ",",
    "?",
  ],
  ...[
    "&a ",
    "*a",
    "!!",
    "!t ",
    "|",
    ">",
    "'",
    '"',
    "#",
    "---\n",
    "...\n",
    "%YAML 1.1\n",
    "\t",
    "\r",
    "<<",
    "~",
  ],
  ...["__proto__", "1", ".nan", "2027-02-01T09:00:00Z", "\ufeff", "\u2028", "\ud800", "\0"],
);
const text = fc.oneof(
  anyText,
  fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join("")),
);

describe("any text and any value", () => {
  it("is a rollout or a RolloutError, and the same one each time", () => {
    fc.assert(
      fc.property(text, (text) => {
        assert.equal(
          refusal(() => parseRollout(text, "f")),
          refusal(() => parseRollout(text, "f")),
        );
      }),
      { numRuns: 2000 },
    );
  });

  it("has mistakes at places that the text has", () => {
    fc.assert(
      fc.property(text, (text) => {
        const message = refusal(() => parseRollout(text, "f"));
        const lines = text.split("\n");
        for (const [, line, column] of (message ?? "").matchAll(/^ {2}f:(\d+):(\d+): /gm)) {
          const found = lines[Number(line) - 1];
          assert.ok(found !== undefined, `no line ${line}`);
          assert.ok(Number(column) >= 1 && Number(column) <= found.length + 1, `no column ${column}`);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("may be any value of JavaScript", () => {
    fc.assert(fc.property(fc.anything(), (value) => void refusal(() => parseRolloutObject(value, "s"))));
  });
});

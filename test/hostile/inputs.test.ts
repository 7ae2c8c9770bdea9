import assert from "node:assert/strict";
import fc from "fast-check";
import { parseCredentialReport } from "../../policypack/facts/live/credential-report";
import { readSnapshot } from "../../policypack/facts/snapshot/read-snapshot";
import { toSnapshot } from "../../policypack/facts/snapshot/write";
import { assignWaves } from "../../policypack/rollout/assign";
import { parseRollout } from "../../policypack/rollout/parse";
import { RolloutError } from "../../policypack/rollout/problem";
import { checkSafely } from "../../policypack/rules/rule";
import { RULES } from "../../policypack/rules";
import { anyText } from "../support/any-text";
import { CONTEXT, modelAccount, NOT_READ, NOW, userWithoutMfa } from "../support/accounts";
import { reportCsv } from "../support/fake-account";
import { ALL_ACTING, CONTROL, PROTOTYPE_NAMES } from "./words";

const LIMITS = { maxAge: 3_600_000, now: NOW, name: "facts.json" };
/** With a user in it, and a reason. */
const WHOLE = toSnapshot([modelAccount([userWithoutMfa("bob")], { passwordPolicy: NOT_READ })]);

afterEach(() => assert.deepEqual(Object.keys(Object.prototype), []));

/** Reads a snapshot and, where it is one, judges it; gives the code with which it is refused. */
function judged(text: string): string | undefined {
  const accounts = readSnapshot(text, LIMITS);
  if (!accounts.known) {
    assert.ok(accounts.reason.message.length < 1_000);
    return accounts.reason.code;
  }
  for (const account of accounts.value) {
    for (const rule of RULES) {
      const { outcomes } = checkSafely(rule, account, CONTEXT);
      for (const o of outcomes)
        if (o.kind === "violation") assert.doesNotMatch(o.message, /rule itself failed/);
    }
  }
  return undefined;
}

describe("a hostile snapshot", () => {
  it("is a snapshot before anything is done to it", () => assert.equal(judged(WHOLE), undefined));

  const DAMAGED: Readonly<Record<string, string>> = {
    "brackets in brackets": "[".repeat(100_000) + "]".repeat(100_000),
    "braces in braces": '{"a":'.repeat(100_000) + "1" + "}".repeat(100_000),
    "brackets among its accounts": WHOLE.replace(
      /"accounts":\s*\[/,
      `$&${"[".repeat(100_000)}${"]".repeat(100_000)},`,
    ),
    megabytes: `"${"x".repeat(33 * 1024 * 1024)}"`,
    "a prototype for a header": '{"__proto__": {"format": "mfa-guard-facts", "version": 3}}',
    "a number beyond all numbers": WHOLE.replace(/"version":\s*\d+/, '"version": 1e999'),
    "a date beyond all dates": WHOLE.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "+275760-09-13T00:00:00.001Z"),
    "a day that there is not": WHOLE.replaceAll(/\d{4}-\d\d-\d\dT/g, "2026-02-30T"),
  };
  for (const [name, text] of Object.entries(DAMAGED)) {
    it(`is refused: ${name}`, () => assert.match(judged(text) ?? "read", /^Snapshot/));
  }

  it("is read or refused, and judged, with any value in any place", () => {
    const places = [...WHOLE.matchAll(/"(?:[^"\\]|\\.)*"|true|false|null|\b\d+\b/g)].map(
      ({ index, 0: text }) => ({ index, text }),
    );
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom(...PROTOTYPE_NAMES, ALL_ACTING, "9999-12-31T23:59:59.999Z", 1e308),
    );
    fc.assert(
      fc.property(fc.nat(places.length - 1), value, (at, value) => {
        const { index, text } = places[at] ?? { index: 0, text: "" };
        const isKey = /^\s*:/.test(WHOLE.slice(index + text.length));
        const put = isKey ? JSON.stringify(typeof value === "string" ? value : "x") : JSON.stringify(value);
        judged(WHOLE.slice(0, index) + put + WHOLE.slice(index + text.length));
      }),
      { numRuns: 150 },
    );
  });

  it("is refused where it is cut anywhere", () => {
    for (let at = 0; at < WHOLE.length - 2; at += 97)
      assert.match(judged(WHOLE.slice(0, at)) ?? "read", /^Snapshot/);
  });
});

describe("a hostile credential report", () => {
  /** An Error, and nothing that is not one, is what `attempt` turns into a reason. */
  const rowsOf = (csv: string) => {
    try {
      return parseCredentialReport(csv).rows;
    } catch (error) {
      assert.ok(error instanceof Error && !(error instanceof RangeError), String(error));
      return undefined;
    }
  };
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

  it("has users with any name", () => {
    // UTF-8 has no halves of characters.
    for (const name of [...PROTOTYPE_NAMES, ALL_ACTING.replace(/\p{Cs}/gu, "")]) {
      assert.deepEqual([...(rowsOf(reportCsv([{ user: quoted(name) }]))?.keys() ?? [])], [name]);
    }
  });

  it("has columns with any name", () => {
    for (const name of PROTOTYPE_NAMES) {
      const [head, row] = reportCsv([{ user: "ann" }]).split("\n");
      assert.equal(rowsOf(`${name},${head}\npolluted,${row}`)?.get("ann")?.name, "ann");
    }
  });

  it("has dates and words beyond range", () => {
    const row = {
      user: "ann",
      password_enabled: "1e999",
      user_creation_time: "+275760-09-13T00:00:01Z",
      password_last_changed: "99999999-99-99",
    };
    const ann = rowsOf(reportCsv([row]))?.get("ann");
    assert.deepEqual([ann?.passwordEnabled, ann?.created, ann?.passwordLastChanged], [null, null, null]);
  });

  it("is megabytes of one cell, of quotes, of commas or of lines", () => {
    for (const text of ["x", '"', '""', ",", "\n", "\r", "\0", "a,b\n"])
      rowsOf(text.repeat(2_000_000 / text.length));
  });

  it("is any text", () => {
    const piece = fc.oneof(anyText, fc.constantFrom('"', ",", "\n", "\r\n", "\ufeff", "user", "arn", "\0"));
    fc.assert(
      fc.property(fc.array(piece), (pieces) => void rowsOf(pieces.join(""))),
      { numRuns: 1000 },
    );
  });
});

describe("a hostile rollout file", () => {
  const refusal = (text: string) => {
    try {
      return void parseRollout(text, "f");
    } catch (error) {
      assert.ok(error instanceof RolloutError, String(error));
      return error.message;
    }
  };
  const wave = (line: string) =>
    `account: existing\nwaves:\n  - name: a\n    deadline: 2027-02-01T09:00:00Z\n    ${line}\n`;

  it("may name users and waves as JavaScript names its own, and finds them", () => {
    const waves = PROTOTYPE_NAMES.map(
      (name) => `  - {name: ${name}, users: [${name}], deadline: 2027-02-01T09:00:00Z}\n`,
    );
    const rollout = parseRollout(`account: existing\nwaves:\n${waves.join("")}`, "f");
    const users = [...PROTOTYPE_NAMES, "nobody"].map((name) => ({ name, groups: [], hasPassword: true }));
    const places = assignWaves(rollout, users, NOW).users.map(({ place }) =>
      place.kind === "wave" ? place.wave.name : place.kind,
    );
    assert.deepEqual(places, [...PROTOTYPE_NAMES, "outside"]);
  });

  const MISTAKES: Readonly<Record<string, string>> = {
    "a key twice": wave("users: [a]\n    users: [b]"),
    "a prototype": wave("__proto__: {rest: true}"),
    "a number beyond all numbers": "account: new\ngraceDays: 1e999\n",
    "a number with a million digits": `account: new\ngraceDays: ${"9".repeat(500_000)}\n`,
    "a date beyond all dates": wave("rest: true").replace("2027-02-01", "+275760-09-14"),
    "a day that there is not": wave("rest: true").replace("2027-02-01", "2027-02-30"),
    "a glob longer than any name": wave(`users: ["${"*a".repeat(100)}"]`),
    "texts that act": wave(`users: [${JSON.stringify(ALL_ACTING.slice(0, 300))}]`),
    "a key that acts": wave(`${JSON.stringify(ALL_ACTING.slice(0, 300))}: 1`),
  };
  for (const [name, text] of Object.entries(MISTAKES)) {
    it(`is refused, with the place of the mistake, for ${name}`, () => {
      const message = refusal(text) ?? "";
      assert.match(message, /^ {2}f:\d+:\d+: /m);
      assert.ok(message.length < 2_000, `${message.length} characters`);
      assert.doesNotMatch(message, CONTROL);
    });
  }
});

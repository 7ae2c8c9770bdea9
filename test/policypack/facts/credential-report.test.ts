import assert from "node:assert/strict";
import fc from "fast-check";
import { parseCredentialReport } from "../../../policypack/facts/live/credential-report";

/** Words that the report has in place of a date or a yes or no. */
const NO_WORDS = ["N/A", "no_information", "not_supported", "", "a word of tomorrow"];

const date = fc
  .date({ min: new Date("2006-01-01"), max: new Date("2100-01-01"), noInvalidDate: true })
  .map((d) => new Date(Math.floor(d.getTime() / 1000) * 1000));
const maybeDate = fc.option(date);
const maybeBoolean = fc.option(fc.boolean());

/** Text that has to be quoted: commas, quotes and line ends, of which no name consists. */
const awkward = fc.stringMatching(/^[ -~äß€]{0,12}$/).map((text) => `"\n,${text}`);

interface Cell {
  readonly text: string;
  readonly quote: boolean;
}

const quote = fc.boolean();
const dateCell = (value: Date | null, odd: string, form: number) =>
  value === null ? odd : form === 0 ? value.toISOString().replace(".000Z", "+00:00") : value.toISOString();
const booleanCell = (value: boolean | null, odd: string, upper: boolean) =>
  value === null ? odd : upper ? String(value).toUpperCase() : String(value);

const KEY = fc.record({
  active: fc.boolean(),
  rotated: maybeDate,
  used: maybeDate,
  region: awkward,
  service: awkward,
});

/** A user as the report has them, and the odd words and forms in which it says so. */
const ROW = fc.record({
  name: fc.stringMatching(/^[\w+=,.@-]{1,20}$/),
  created: maybeDate,
  passwordEnabled: maybeBoolean,
  lastUsed: maybeDate,
  lastChanged: maybeDate,
  nextRotation: maybeDate,
  mfaActive: maybeBoolean,
  keys: fc.tuple(KEY, KEY),
  certificates: fc.tuple(maybeBoolean, maybeBoolean),
  odd: fc.constantFrom(...NO_WORDS),
  form: fc.nat(1),
  upper: fc.boolean(),
  extra: awkward,
});
type Row = typeof ROW extends fc.Arbitrary<infer T> ? T : never;

function cellsOf(row: Row): Record<string, string> {
  const { odd, form, upper } = row;
  const key = (slot: 1 | 2) => {
    const { active, rotated, used, region, service } = row.keys[slot - 1] as Row["keys"][0];
    return {
      [`access_key_${slot}_active`]: booleanCell(active, odd, upper),
      [`access_key_${slot}_last_rotated`]: dateCell(rotated, odd, form),
      [`access_key_${slot}_last_used_date`]: dateCell(used, odd, form),
      [`access_key_${slot}_last_used_region`]: region,
      [`access_key_${slot}_last_used_service`]: service,
    };
  };
  return {
    user: row.name,
    arn: `arn:aws:iam::111122223333:user/${row.name}`,
    user_creation_time: dateCell(row.created, odd, form),
    password_enabled: booleanCell(row.passwordEnabled, odd, upper),
    password_last_used: dateCell(row.lastUsed, odd, form),
    password_last_changed: dateCell(row.lastChanged, odd, form),
    password_next_rotation: dateCell(row.nextRotation, odd, form),
    mfa_active: booleanCell(row.mfaActive, odd, upper),
    ...key(1),
    ...key(2),
    cert_1_active: booleanCell(row.certificates[0], odd, upper),
    cert_2_active: booleanCell(row.certificates[1], odd, upper),
    a_column_of_tomorrow: row.extra,
    "another, quoted": row.extra,
  };
}

function expected(row: Row) {
  return {
    name: row.name,
    arn: `arn:aws:iam::111122223333:user/${row.name}`,
    created: row.created,
    passwordEnabled: row.passwordEnabled,
    passwordLastUsed: row.lastUsed,
    passwordLastChanged: row.lastChanged,
    passwordNextRotation: row.nextRotation,
    mfaActive: row.mfaActive,
    accessKeys: row.keys
      .filter(({ active, rotated }) => active || rotated)
      .map(({ active, rotated, used, region, service }) => ({
        active,
        rotated,
        lastUsed: used && { at: used, region, service },
      })),
    signingCertificates: row.certificates.includes(null) ? null : row.certificates.filter(Boolean).length,
  };
}

const COLUMNS = Object.keys(
  cellsOf({
    ...{ name: "", created: null, passwordEnabled: null, lastUsed: null, lastChanged: null },
    ...{ nextRotation: null, mfaActive: null },
    keys: [1, 2].map(() => ({
      active: false,
      rotated: null,
      used: null,
      region: "",
      service: "",
    })) as Row["keys"],
    certificates: [null, null],
    ...{ odd: "", form: 0, upper: false, extra: "" },
  }),
);
/** Those without which the report can't be read. */
const NEEDED = COLUMNS.filter((name) => !/^(a_column|another|cert_)/.test(name));

function cell({ text, quote }: Cell): string {
  return quote || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const CSV = fc.record({
  rows: fc.uniqueArray(ROW, { selector: ({ name }) => name, maxLength: 8 }),
  columns: fc.shuffledSubarray(COLUMNS, { minLength: COLUMNS.length }),
  quotes: fc.infiniteStream(quote),
  newline: fc.constantFrom("\n", "\r\n"),
  mark: fc.constantFrom("", "\uFEFF"),
  last: fc.boolean(),
});

describe("the credential report, however it is written", () => {
  it("is read the same: column order, unknown columns, quoting, line ends, words for nothing", () => {
    fc.assert(
      fc.property(CSV, ({ rows, columns, quotes, newline, mark, last }) => {
        const line = (cells: Record<string, string>) =>
          columns.map((name) => cell({ text: cells[name] ?? "", quote: quotes.next().value })).join(",");
        const header = Object.fromEntries(columns.map((name) => [name, name]));
        const csv = mark + [header, ...rows.map(cellsOf)].map(line).join(newline) + (last ? newline : "");
        const { rows: read, unreadableLines } = parseCredentialReport(csv);
        assert.deepEqual(unreadableLines, []);
        assert.deepEqual([...read.values()], rows.map(expected));
        assert.deepEqual(
          [...read.keys()],
          rows.map(({ name }) => name),
        );
      }),
      { numRuns: 100 },
    );
  });

  it("is not read without any one of the columns that it needs", () => {
    fc.assert(
      fc.property(ROW, fc.constantFrom(...NEEDED), (row, missing) => {
        const columns = COLUMNS.filter((name) => name !== missing);
        const cells = cellsOf(row);
        const csv = [columns, columns.map((name) => cells[name] ?? "")]
          .map((line) => line.map((text) => cell({ text, quote: true })).join(","))
          .join("\n");
        assert.throws(() => parseCredentialReport(csv), new RegExp(`no column ${missing}$`));
      }),
    );
  });

  it("is told to have a line that can't be read, and never taken for a report of nobody, where it is cut off within a row", () => {
    fc.assert(
      fc.property(ROW, fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (row, part) => {
        const cells = cellsOf(row);
        const [head, line] = [COLUMNS, COLUMNS.map((name) => cells[name] ?? "")].map((texts) =>
          texts.map((text) => cell({ text, quote: true })).join(","),
        ) as [string, string];
        const cut = line.slice(0, 1 + Math.floor(part * (line.length - 1)));
        const { rows, unreadableLines } = parseCredentialReport(`${head}\n${cut}`);
        assert.deepEqual([[...rows.keys()], unreadableLines[0]], [[], 2]);
      }),
    );
  });

  /** A report without any quotes. */
  const unquoted = (...rows: readonly Record<string, string>[]) => {
    const line = (cells: Record<string, string>) => REAL.map((name) => cells[name] ?? "N/A").join(",");
    return [REAL.join(","), ...rows.map(line)].join("\n");
  };
  /** The columns in AWS's order. */
  const REAL = ["user", "arn", ...NEEDED.filter((name) => name !== "user" && name !== "arn")];
  const named = (user: string, path = "/") => ({
    user,
    arn: `arn:aws:iam::111122223333:user${path}${user}`,
    password_enabled: "true",
  });

  const NAMES: Record<string, [name: string, path?: string]> = {
    "a comma in it": ["ann,b"],
    "nothing but commas": [",,,"],
    "commas at both ends": [",ann,"],
    "every sign that a name may have": ["=,.@-_+"],
    "a path with commas": ["ann", "/a,b/,/"],
    "commas, and a path with commas": ["a,b", "/a,b/,/"],
  };
  for (const [what, [name, path]] of Object.entries(NAMES)) {
    it(`has a user whose name has ${what}, and is not quoted`, () => {
      const { rows, unreadableLines } = parseCredentialReport(
        unquoted(named("x"), named(name, path), named("y")),
      );
      assert.deepEqual([[...rows.keys()], unreadableLines], [["x", name, "y"], []]);
      assert.equal(rows.get(name)?.passwordEnabled, true);
    });
  }

  it("is read the same with and without a quote: empty lines, lines too short, commas, a mark before it", () => {
    const cellText = fc.constantFrom("ann", "", " ", "true", "2026-01-01T00:00:00+00:00", "N/A");
    const line = fc.oneof(
      fc.constantFrom("", ",", " "),
      fc.array(cellText, { minLength: REAL.length - 1, maxLength: REAL.length + 1 }).map((c) => c.join()),
      fc.stringMatching(/^[a-c]{1,3}$/).map((name) => unquoted(named(name)).split("\n")[1] ?? ""),
    );
    fc.assert(
      fc.property(fc.array(line), fc.constantFrom("", "\uFEFF"), (lines, mark) => {
        const [first, ...others] = REAL;
        const report = (head: string) => [`${mark}${[head, ...others].join(",")}`, ...lines].join("\n");
        assert.deepEqual(
          parseCredentialReport(report(first ?? "")),
          parseCredentialReport(report(`"${first ?? ""}"`)),
        );
      }),
    );
  });

  const SPOILT: Record<string, string> = {
    "a value more, which is no part of the name":
      "bob,arn:aws:iam::111122223333:user/ann" + ",N/A".repeat(50),
    "a value less": "bob,arn:aws:iam::111122223333:user/bob",
    "a quote that does not end": `"bob,arn:aws:iam::111122223333:user/bob`,
    "a quote in the middle": `bo"b,arn:aws:iam::111122223333:user/bob`,
    "commas without end": ",".repeat(100_000),
  };
  for (const [what, line] of Object.entries(SPOILT)) {
    it(`loses one line, and says which, for ${what}`, () => {
      const [head, x, y] = unquoted(named("x"), named("y,z")).split("\n");
      const { rows, unreadableLines } = parseCredentialReport([head, x, line, y].join("\n"));
      assert.deepEqual([[...rows.keys()], unreadableLines], [["x", "y,z"], [3]]);
    });
  }
});

import assert from "node:assert/strict";
import { parse } from "csv-parse/sync";
import picocolors from "picocolors";
import { exitCodeOf } from "../../../cli/report/result";
import { reportJsonSchema } from "../../../cli/report/report-model";
import { contentAccount } from "../../support/worst-account";
import { HOSTILE, reportOf } from "../reports";
import { ocsfErrors, sarifErrors, schemaErrors } from "../schemas";
import {
  hostileOrganizationReport,
  LEFT_OUT,
  organizationReport,
  PLACE,
  UNREAD,
  WHY_LEFT_OUT,
  WHY_UNREAD,
} from "./several-accounts";
import type { Format } from "../../../cli/report/formats";
import { FORMATS, toCsv, toJunit, toOcsf, toSarif, toTable } from "../texts";

const PLAIN = picocolors.createColors(false);
const ALL = Object.keys(FORMATS) as Format[];

describe("reports on an organization", () => {
  for (const format of ALL)
    it(`tell in ${format} which account was not read, and why`, () => {
      const text = FORMATS[format](organizationReport(), PLAIN);
      for (const said of ["333333333333", WHY_UNREAD]) assert.ok(text.includes(said), said);
    });

  for (const format of ALL)
    it(`tell in ${format} which account was left out, and why`, () => {
      const text = FORMATS[format](organizationReport(), PLAIN);
      for (const said of ["444444444444", WHY_LEFT_OUT]) assert.ok(text.includes(said), said);
    });

  for (const format of ALL)
    it(`let names of accounts do nothing in ${format}`, () => {
      const text = FORMATS[format](hostileOrganizationReport(), PLAIN);
      assert.doesNotMatch(
        text,
        /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]|\p{Cs}/u,
      );
      assert.ok(!text.includes(HOSTILE));
      if (format === "html" || format === "junit") assert.doesNotMatch(text, /<script>alert/);
    });

  it("are as the published schemas say", () => {
    for (const report of [organizationReport(), hostileOrganizationReport()]) {
      assert.deepEqual(schemaErrors(reportJsonSchema(), report), []);
      assert.deepEqual(sarifErrors(JSON.parse(toSarif(report))), []);
      for (const event of JSON.parse(toOcsf(report)) as object[]) assert.deepEqual(ocsfErrors(event), []);
    }
  });

  it("end at a terminal with all accounts together", () => {
    const lines = toTable(organizationReport(), PLAIN).trimEnd().split("\n");
    assert.equal(
      lines.at(-2),
      "2 of 5 console users of 2 accounts have no MFA device; there may be more users",
    );
    assert.match(
      lines.at(-1) ?? "",
      /^✖ 3 accounts, 1 of them not read \(1 more left out\): 12 violations \(/,
    );
    assert.ok(lines.includes("2 / 3        12          0            account 111122223333"));
    assert.ok(lines.includes(`? ${UNREAD} could not be read: ${WHY_UNREAD}`));
    assert.ok(lines.includes(`– ${LEFT_OUT} was left out: ${WHY_LEFT_OUT}`));
  });

  it("have rows of their own in CSV", () => {
    const rows = parse<Record<string, string>>(toCsv(organizationReport()), { columns: true });
    const of = (status: string) =>
      rows.filter((row) => row["status"] === status).map((row) => row["account"]);
    assert.deepEqual([of("unreadable"), of("left-out")], [["333333333333"], ["444444444444"]]);
  });

  it("tell in CSV and OCSF where in the organization an account is, and nothing where that is not known", () => {
    const report = organizationReport();
    const [first, second] = report.accounts;
    assert.ok(first && second);
    const unnamed = { ...PLACE, accountName: null, unit: null };
    const placed = {
      ...report,
      accounts: [
        { ...first, organization: PLACE },
        { ...second, organization: unnamed },
      ],
    };
    assert.deepEqual(schemaErrors(reportJsonSchema(), placed), []);
    const rows = parse<Record<string, string>>(toCsv(placed), { columns: true });
    const events = JSON.parse(toOcsf(placed)) as { cloud: { account?: { uid: string }; org?: object } }[];
    for (const event of events) assert.deepEqual(ocsfErrors(event), []);
    for (const [id, cells, org] of [
      ["111122223333", ["payments", "Root/Production"], { uid: "o-abcdefghij", ou_name: "Root/Production" }],
      ["222222222222", ["", ""], { uid: "o-abcdefghij" }],
      ["333333333333", ["payments", "Root/Production"], { uid: "o-abcdefghij", ou_name: "Root/Production" }],
    ] as const) {
      const own = rows.filter(({ account }) => account === id);
      assert.ok(own.length > 0, id);
      for (const row of own) assert.deepEqual([row["account name"], row["organizational unit"]], cells);
      const told = events.filter(({ cloud }) => cloud.account?.uid === id);
      assert.ok(told.length > 0, id);
      for (const { cloud } of told) assert.deepEqual(cloud.org, org);
    }
  });

  it("are an error and a skipped test in JUnit", () => {
    const suites = toJunit(organizationReport())
      .split("\n")
      .filter((line) => line.includes("read the account"));
    assert.deepEqual(
      suites.map((suite) => /errors="\d" skipped="\d"/.exec(suite)?.[0]),
      ['errors="1" skipped="0"', 'errors="0" skipped="1"'],
    );
  });

  it("are an error and a note of the run in SARIF", () => {
    const log = JSON.parse(toSarif(organizationReport())) as {
      runs: {
        invocations: { executionSuccessful: boolean; toolExecutionNotifications: { level: string }[] }[];
      }[];
    };
    const run = log.runs[0]?.invocations[0];
    assert.equal(run?.executionSuccessful, false);
    assert.deepEqual(
      run.toolExecutionNotifications.map(({ level }) => level),
      // The account that was not read, what was not checked in another, and how old what is told of passwords is in each of two.
      ["error", "note", "note", "note"],
    );
  });

  it("leave each rule open in OCSF for an account that was not read", () => {
    const report = organizationReport();
    const events = JSON.parse(toOcsf(report)) as {
      cloud: { account?: { uid: string } };
      compliance: { status: string; control: string };
    }[];
    const unread = events.filter(({ cloud }) => cloud.account?.uid === "333333333333");
    assert.deepEqual(
      unread.map(({ compliance }) => compliance.control),
      report.rules.map(({ name }) => name),
    );
    assert.deepEqual(new Set(unread.map(({ compliance }) => compliance.status)), new Set(["Unknown"]));
  });

  it("do not pass where an account was not read, and pass where one was left out", () => {
    const { failures, leftOut } = organizationReport();
    const options = { failOn: "low", allowUnknown: false } as const;
    assert.equal(exitCodeOf(reportOf([contentAccount()], { failures }), options), 2);
    assert.equal(exitCodeOf(reportOf([contentAccount()], { leftOut }), options), 0);
  });

  it("do not hide an account that was not read behind another's violations, unless asked to", () => {
    const report = organizationReport();
    const options = { failOn: "low", allowUnknown: true } as const;
    assert.equal(exitCodeOf(report, options), 2);
    assert.equal(exitCodeOf(report, { ...options, violationsFirst: true }), 1);
    assert.equal(exitCodeOf({ ...report, failures: [] }, options), 1);
    const nothingFound = reportOf([contentAccount()], { failures: report.failures });
    assert.equal(exitCodeOf(nothingFound, { ...options, violationsFirst: true }), 2);
  });

  it("count an account of which no user could be read as not read", () => {
    const report = { ...organizationReport(), failures: [] };
    const [first, ...others] = report.accounts;
    assert.ok(first);
    const blind = {
      ...first,
      consoleUsers: { total: 0, withoutMfa: 0, unjudged: 0, overdue: 0, overdueUnknown: 0, complete: false },
    };
    const options = { failOn: "low", allowUnknown: false } as const;
    assert.equal(exitCodeOf(report, options), 1);
    assert.equal(exitCodeOf({ ...report, accounts: [blind, ...others] }, options), 2);
  });
});

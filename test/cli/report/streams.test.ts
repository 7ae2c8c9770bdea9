import assert from "node:assert/strict";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import picocolors from "picocolors";
import { exitCodeOf } from "../../../cli/report/result";
import { type Format, FORMATS } from "../../../cli/report/formats";
import { inertJson, inertLine } from "../../../cli/report/json";
import type { AccountReport, Report } from "../../../cli/report/report-model";
import { type ReportSource, sourceOf } from "../../../cli/report/source";
import { Spool } from "../../../cli/report/spool";
import { oneLine } from "../../../cli/text";
import { contentAccount } from "../../support/worst-account";
import { fullReport, hostileReport, reportOf } from "../reports";
import { ocsfErrors } from "../schemas";
import { toJson } from "../texts";
import { hostileOrganizationReport, organizationReport } from "./several-accounts";

const PLAIN = picocolors.createColors(false);

function textOf(format: Format, source: ReportSource): string {
  return [...FORMATS[format](source, PLAIN)].join("");
}

function linesOf(text: string): unknown[] {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
}

describe("reports whose accounts are on disk", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "mfa-guard-spool-"));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** The same report, of which no account is in memory but for its outline. */
  function onDisk(report: Report, limit = 0): ReportSource {
    const spool = new Spool(folder, limit);
    for (const account of [...report.accounts].reverse()) spool.add(account.id ?? "", account);
    const ids = report.accounts.map(({ id }) => id ?? "");
    const accounts = spool.outlinesOf(ids);
    return { ...report, accounts, each: () => spool.each(ids), organization: false };
  }

  for (const format of Object.keys(FORMATS) as Format[])
    it(`are in ${format} what they are in memory`, () => {
      for (const report of [organizationReport(), hostileOrganizationReport()])
        assert.equal(textOf(format, onDisk(report)), textOf(format, sourceOf(report)));
    });

  it("have the same exit code", () => {
    const chosen = organizationReport();
    const settings = { ...chosen.settings, compliance: ["cis-3.0"] };
    const reports = [
      chosen,
      { ...chosen, failures: [], settings },
      reportOf([contentAccount()], { settings }),
    ];
    for (const report of reports)
      for (const failOn of ["low", "critical", "never"] as const) {
        const options = { failOn, allowUnknown: false };
        assert.equal(exitCodeOf(onDisk(report), options), exitCodeOf(report, options));
      }
  });

  it("leave nothing in the folder, and are read as often as they are asked for", async () => {
    const report = organizationReport();
    for (const limit of [0, JSON.stringify(report.accounts[1]).length, Infinity]) {
      const source = onDisk(report, limit);
      assert.deepEqual(await readdir(folder), []);
      assert.deepEqual([...source.each()], report.accounts);
      assert.deepEqual([...source.each()], report.accounts);
    }
  });

  it("are refused where they can't be written, with the place", () => {
    const [account] = organizationReport().accounts;
    assert.throws(
      () => new Spool("/dev/null", 0).add("1", account as AccountReport),
      /\/dev\/null.*can't be written/,
    );
  });
});

describe("formats by line", () => {
  it("have in JSON Lines all that the JSON has", () => {
    const report = organizationReport();
    const [head, ...accounts] = linesOf(textOf("jsonl", sourceOf(report)));
    assert.deepEqual({ ...(head as object), accounts }, JSON.parse(toJson(report)));
  });

  // The lines are put together from what findings have in common, the list has each by itself.
  it("have in OCSF of an organization the same findings as the list, byte by byte", () => {
    const named = (label: string) => ({
      ...organizationReport(),
      accounts: hostileReport().accounts.map((account) => ({ ...account, label, id: null })),
    });
    const reports = [organizationReport(), hostileOrganizationReport(), hostileReport(), fullReport()];
    const statuses = new Set<string>();
    for (const report of [...reports, named('"uid"'), named("$& $1")]) {
      const lines = textOf("ocsf", sourceOf(report, true));
      const events = JSON.parse(textOf("ocsf", sourceOf(report))) as { compliance: { status: string } }[];
      assert.equal(lines, events.map(inertLine).join(""));
      for (const event of events) assert.deepEqual(ocsfErrors(event), []);
      for (const { compliance } of events) statuses.add(compliance.status);
    }
    assert.deepEqual([...statuses].sort(), ["Fail", "Pass", "Unknown"]);
  });

  it("have in CSV cells as they are written where all are written together", () => {
    const cells = [
      "",
      "plain",
      " blank",
      "-1",
      "a,b",
      'a"b',
      "a\tb",
      "\uff1d1",
      "ü",
      "a\rb",
      "\u200e",
      "=1",
      "a=1+2",
    ];
    const account = hostileReport().accounts[0];
    const answer = account?.answers[0];
    assert.ok(answer);
    const odd = {
      ...account,
      answers: cells.map((subject) => ({ ...answer, subject, arn: subject, why: subject, beside: null })),
    };
    const texts = [fullReport(), hostileReport(), { ...fullReport(), accounts: [odd] }].map((report) =>
      textOf("csv", sourceOf(report)),
    );
    for (const text of texts) assert.equal(stringify(parse(text) as string[][]), text);
    const rows = parse(texts[2] ?? "", { columns: true }) as Record<string, string>[];
    const together = stringify(
      cells.map((text) => [oneLine(text), "-"]),
      { escape_formulas: true },
    );
    assert.deepEqual(
      rows.slice(0, cells.length).map(({ subject }) => subject),
      (parse(together) as string[][]).map(([text]) => text),
    );
  });

  it("lay JSON out as it is laid out whole", () => {
    const report = organizationReport();
    for (const one of [report, { ...report, accounts: [], failures: [] }])
      assert.equal(toJson(one), inertJson(one));
  });
});

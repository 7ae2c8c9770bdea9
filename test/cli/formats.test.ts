import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { parse } from "csv-parse/sync";
import picocolors from "picocolors";
import { reportJsonSchema, reportSchema } from "../../cli/report/report-model";
import { CHECKOUT } from "../../sandbox/checkout";
import { known, unknown } from "../../policypack/facts/fact";
import { RULES } from "../../policypack/rules";
import { DENIED, found, modelAccount, userWithoutMfa } from "../support/accounts";
import { contentAccount, worstAccount } from "../support/worst-account";
import { junitErrors } from "./junit-schema";
import { organizationReport } from "./report/several-accounts";
import { fullReport, HOSTILE, hostileReport, reportOf } from "./reports";
import { ocsfErrors, sarifErrors, schemaErrors } from "./schemas";
import type { Format } from "../../cli/report/formats";
import { FORMATS, toCsv, toHtml, toJson, toJunit, toOcsf, toSarif, toTable } from "./texts";

const PLAIN = picocolors.createColors(false);

describe("the audit's formats", () => {
  describe("table", () => {
    it("tells each finding first, then what to do, what was not checked, each rule, and last the verdict", () => {
      const lines = toTable(fullReport(), PLAIN).trimEnd().split("\n");
      const at = (start: string) => lines.findIndex((line) => line.startsWith(start));
      const order = ["✖ root-mfa", "What to do", "? Not checked", "root-mfa ", "– Not applicable"].map(at);
      assert.deepEqual(
        order,
        [...order].sort((a, b) => a - b),
      );
      assert.ok((order[0] ?? -1) > 0);
      assert.deepEqual(lines.slice(-2), [
        "2 of 3 console users of account 111122223333 have no MFA device",
        "✖ 11 violations (1 critical, 8 high, 2 medium), 1 rule not fully checked, 4 not applicable",
      ]);
      assert.ok(lines.includes("  - bob: password set 2026-01-02"));
    });

    it("says that a good account is good", () => {
      const text = toTable(reportOf([contentAccount()]), PLAIN);
      assert.match(text, /root-mfa +critical +mandatory +✔ holds/);
      assert.doesNotMatch(text, /✖|Not checked/);
      assert.match(text, /\n✔ 0 violations, [^\n]+\n$/);
    });

    it("does not call an account fine of which the users could not be read", () => {
      const { users } = modelAccount([]);
      const complete = {
        known: false,
        reason: { what: "w", call: "c", code: "AccessDenied", message: "m", remedy: "r" },
      } as const;
      const text = toTable(reportOf([modelAccount([], { users: { ...users, found: [], complete } })]), PLAIN);
      assert.match(text, /\nWho has no MFA in account 111122223333 could not be told\n\? 0 violations, /);
    });

    it("lists every finding, and tells a call that is denied for each of 1,600 users in one line", () => {
      const names = Array.from({ length: 1600 }, (_, index) => `user${index}`);
      const unread = names.map((name) => {
        const reason = { ...DENIED, what: `the MFA devices of user ${name}`, message: `not on user ${name}` };
        return userWithoutMfa(name, {}, { devices: found([], unknown(reason)) });
      });
      const late = names.slice(0, 60).map((name) => userWithoutMfa(`late-${name}`));
      const lines = toTable(reportOf([modelAccount([...unread, ...late])]), PLAIN).split("\n");
      assert.equal(lines.filter((line) => line.startsWith("  - late-user")).length, 120, "by two rules");
      assert.equal(lines.filter((line) => /could not read the MFA devices of user /.test(line)).length, 1);
      const headline = "60 of 1661 console users of account 111122223333 have no MFA device";
      assert.equal(lines.at(-3), `${headline}, and of 1600 it could not be told`);
    });

    it("counts who has no MFA, also where it is not known what else holds for them", () => {
      const users = ["ann", "bob"].map((name) => userWithoutMfa(name, { policiesComplete: unknown(DENIED) }));
      const text = toTable(reportOf([modelAccount(users)]), PLAIN);
      assert.match(text, /\n2 of 3 console users of account 111122223333 have no MFA device\n/);
      assert.doesNotMatch(text, /least/);
    });

    it("has colours where asked", () => {
      assert.match(toTable(fullReport(), picocolors.createColors(true)), /\u001b\[31m/);
      assert.doesNotMatch(toTable(fullReport(), PLAIN), /\u001b/);
    });
  });

  describe("json", () => {
    it("is as the published schema says, and stable", () => {
      assert.deepEqual(schemaErrors(reportJsonSchema(), JSON.parse(toJson(fullReport()))), []);
      assert.deepEqual(reportSchema.parse(JSON.parse(toJson(fullReport()))), fullReport());
      assert.equal(toJson(fullReport()), toJson(fullReport()));
    });

    it("has a schema that refuses what is not so", () => {
      const lacking = { ...fullReport(), counts: undefined };
      assert.notDeepEqual(schemaErrors(reportJsonSchema(), lacking), []);
    });

    it("has its schema in docs/report.schema.json", () => {
      const file = path.join(CHECKOUT, "docs", "report.schema.json");
      assert.deepEqual(JSON.parse(readFileSync(file, "utf8")), reportJsonSchema());
    });
  });

  describe("csv", () => {
    it("has a row for each violation, each unknown, and each rule that found neither", () => {
      const rows = parse<Record<string, string>>(toCsv(fullReport()), { columns: true });
      const of = (status: string) => rows.filter((row) => row["status"] === status).length;
      assert.deepEqual([of("violation"), of("unknown"), of("not-applicable")], [11, 1, 4]);
      assert.deepEqual(
        rows
          .filter(({ rule }) => rule === "root-mfa")
          .map(({ subject, arn, severity }) => ({ subject, arn, severity })),
        [{ subject: "root", arn: "arn:aws:iam::111122223333:root", severity: "critical" }],
      );
    });
  });

  describe("junit", () => {
    it("counts failures, errors and skipped tests", () => {
      const text = toJunit(fullReport());
      assert.match(
        text,
        /<testsuite name="account 111122223333" [^>]*tests="14" failures="9" errors="1" skipped="4">/,
      );
      assert.equal(text.match(/<failure /g)?.length, 9);
      assert.equal(text.match(/<error /g)?.length, 1);
      const [, all = "-"] =
        /<testsuites name="mfa-guard" (tests="\d+" failures="\d+" errors="\d+")>/.exec(text) ?? [];
      assert.ok(text.includes(`${all} skipped=`), "of one suite, the same numbers");
    });

    it("has elements and attributes of Jenkins' schema only", () => {
      for (const report of [fullReport(), organizationReport()])
        assert.deepEqual(junitErrors(toJunit(report)), []);
      assert.deepEqual(junitErrors('<testsuites timestamp="x"><testcase/></testsuites>'), [
        "testsuites: timestamp",
        "testcase: name!",
      ]);
    });
  });

  describe("sarif", () => {
    it("is as the published schema says", () => {
      assert.deepEqual(sarifErrors(JSON.parse(toSarif(fullReport()))), []);
      assert.deepEqual(sarifErrors(JSON.parse(toSarif(hostileReport()))), []);
      assert.notDeepEqual(sarifErrors({ version: "2.1.0", runs: [{}] }), [], "the schema judges nothing");
    });

    it("has a level for each severity, of the rule and of its results alike", () => {
      const { runs } = JSON.parse(toSarif(reportOf([worstAccount()]))) as SarifLog;
      const levels = { critical: "error", high: "error", medium: "warning", low: "note" };
      const expected = new Map<string, string>(RULES.map(({ name, severity }) => [name, levels[severity]]));
      const failed = (runs[0]?.results ?? []).filter(({ kind }) => kind === "fail");
      assert.ok(new Set(failed.map(({ level }) => level)).size > 2);
      for (const { ruleId, level } of failed) assert.equal(level, expected.get(ruleId), ruleId);
    });

    it("has GitHub's name for each severity, by its score", () => {
      const { runs } = JSON.parse(toSarif(fullReport())) as SarifLog;
      const told = (runs[0]?.tool.driver.rules ?? []).map(
        ({ id, properties }) => [id, severityOnGitHub(Number(properties["security-severity"]))] as const,
      );
      assert.deepEqual(new Map(told), new Map(RULES.map(({ name, severity }) => [name, severity])));
    });

    it("keeps what could not be judged as open, and tells of it in the run", () => {
      const { runs } = JSON.parse(toSarif(fullReport())) as SarifLog;
      const results = runs[0]?.results ?? [];
      assert.deepEqual(
        results.filter(({ kind }) => kind === "open").map(({ ruleId }) => ruleId),
        ["unassigned-mfa-device"],
      );
      assert.equal(results.filter(({ kind }) => kind === "fail").length, 11);
      assert.equal(runs[0]?.invocations[0]?.executionSuccessful, false);
    });
  });

  describe("ocsf", () => {
    it("has findings as the published schema of class 2003 says", () => {
      for (const report of [fullReport(), hostileReport(), reportOf([contentAccount()])])
        for (const event of JSON.parse(toOcsf(report)) as object[]) assert.deepEqual(ocsfErrors(event), []);
      assert.notDeepEqual(ocsfErrors({ class_uid: 2003 }), [], "the schema judges nothing");
    });

    it("tells failed, passed and unknown apart", () => {
      const statuses = (text: string) =>
        (JSON.parse(text) as { compliance: { status: string } }[]).map(({ compliance }) => compliance.status);
      assert.deepEqual(new Set(statuses(toOcsf(fullReport()))), new Set(["Fail", "Pass", "Unknown"]));
      assert.deepEqual(new Set(statuses(toOcsf(reportOf([contentAccount()])))), new Set(["Pass"]));
    });
  });

  describe("the age of what is told of passwords", () => {
    const account = contentAccount();
    const made = new Date(account.readAt.getTime() - 190 * 60_000);
    const OLD = { ...account, credentialReportAt: known(made) };
    const UNREAD = { ...account, credentialReportAt: unknown(DENIED) };

    for (const [format, render] of Object.entries(FORMATS)) {
      const text = (of: typeof OLD | typeof UNREAD) =>
        render(reportOf([of]), PLAIN, 1000).replace(/&#39;/g, "'");

      it(`is in ${format}, and in each row, finding and suite of it`, () => {
        const told = text(OLD).match(/3 h 10 min before the account was read/g) ?? [];
        const events = format === "ocsf" ? (JSON.parse(text(OLD)) as object[]).length : 1;
        const rows = format === "csv" ? parse(text(OLD), { columns: true }).length : events;
        assert.ok(told.length >= rows && rows > 0, `${told.length} of ${rows}`);
      });

      it(`is not known, with the reason, where the report could not be read: ${format}`, () => {
        assert.match(text(UNREAD), /passwords asked about user by user: /);
        assert.ok(text(UNREAD).includes(DENIED.message.slice(0, 20)));
      });
    }
  });

  describe("standards", () => {
    it("are evidence by user in CSV and OCSF, a row for each who passes too, and no rule's finding names one", () => {
      const rows = parse<Record<string, string>>(toCsv(fullReport()), { columns: true });
      const asked = rows.filter(({ frameworks }) => frameworks !== "");
      const own = asked.filter(({ rule }) => rule === "console-user-has-mfa");
      assert.deepEqual(new Set(own.map(({ status }) => status)), new Set(["pass", "fail"]));
      assert.ok(asked.every(({ rule }) => /^(console-)?user-has-mfa$|^root-has-/.test(rule ?? "")));
      assert.match(own[0]?.["frameworks"] ?? "", /CIS AWS Foundations Benchmark 3\.0 1\.10/);
      type Event = { metadata: { event_code: string }; compliance: { requirements?: string[] } };
      const events = JSON.parse(toOcsf(fullReport())) as Event[];
      for (const { metadata, compliance } of events)
        assert.equal(compliance.requirements !== undefined, metadata.event_code.includes("-has-"));
    });
  });

  describe("hostile names and messages", () => {
    for (const format of Object.keys(FORMATS) as Format[]) {
      it(`can't act on a terminal in ${format}`, () => {
        const text = FORMATS[format](hostileReport(), PLAIN);
        assert.doesNotMatch(
          text,
          /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]|\p{Cs}/u,
        );
        assert.match(text, /\\u001b\]0;x/);
      });
    }

    it("stay the same in JSON", () => {
      const report = reportSchema.parse(JSON.parse(toJson(hostileReport())));
      assert.ok(
        report.accounts[0]?.results.some(({ violations }) => violations.some((v) => v.subject === HOSTILE)),
      );
    });

    it("are no formulas in CSV", () => {
      const cells = (parse(toCsv(hostileReport())) as string[][]).flat();
      assert.deepEqual(
        cells.filter((cell) => /^[=+\-@\t\r]/.test(cell)),
        [],
      );
    });

    it("are no markup in HTML and XML", () => {
      const [html, xml] = [toHtml(hostileReport()), toJunit(hostileReport())];
      assert.equal(html.match(/<script/g)?.length, 1);
      assert.match(html, /&lt;script&gt;alert/);
      assert.doesNotMatch(xml, /<script|]]>/);
    });

    it("are neither links nor placeholders in SARIF", () => {
      const { runs } = JSON.parse(toSarif(hostileReport())) as SarifLog;
      const texts = (runs[0]?.results ?? [])
        .map(({ message }) => message.text)
        .filter((text) => text.includes("evil"));
      assert.ok(texts.length > 0);
      for (const text of texts) assert.match(text, /\\\[x]\(http:\/\/evil\) \{\{0}}/);
    });
  });

  it("tell of an account of which AWS does not say the alias", () => {
    const report = reportOf([modelAccount([], { alias: known(null) })]);
    for (const format of Object.keys(FORMATS) as Format[])
      assert.doesNotMatch(FORMATS[format](report, PLAIN), /\(null\)|undefined/);
  });
});

/** "Over 9.0 is critical, 7.0 to 8.9 is high, 4.0 to 6.9 is medium and 0.1 to 3.9 is low", as its documentation has it. */
function severityOnGitHub(score: number): string {
  if (score > 9) return "critical";
  return score >= 7 ? "high" : score >= 4 ? "medium" : score > 0 ? "low" : "none";
}

interface SarifLog {
  readonly runs: readonly {
    readonly tool: {
      readonly driver: {
        readonly rules: readonly {
          readonly id: string;
          readonly properties: { readonly "security-severity": string };
        }[];
      };
    };
    readonly invocations: readonly { readonly executionSuccessful: boolean }[];
    readonly results: readonly {
      readonly ruleId: string;
      readonly kind: string;
      readonly level: string;
      readonly message: { readonly text: string };
    }[];
  }[];
}

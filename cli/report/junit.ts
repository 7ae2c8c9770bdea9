import { byCause, describeCause } from "../../policypack/facts/causes";
import { escapeControlCharacters } from "../text";
import { plural, withRules } from "./summary";
import type { AccountReport, RuleReport, RuleResultReport } from "./report-model";
import type { Outline, ReportSource, ResultOutline } from "./source";

/**
 * The report as JUnit XML, which every CI shows: an account is a suite, a rule a test. What could not be judged is an
 * error, not a skipped test: CI systems take those for fine.
 * https://github.com/testmoapp/junitxml; valid by Jenkins' schema, which allows fewer attributes:
 * https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd
 */
export function* toJunit(report: ReportSource): Generator<string> {
  yield '<?xml version="1.0" encoding="UTF-8"?>\n';
  yield `<testsuites name="mfa-guard" ${numbersOf(totalsOf(report))}>\n`;
  for (const account of report.each()) yield `${suite(report, account)}\n`;
  for (const one of [...failures(report), ...leftOut(report)]) yield `${one}\n`;
  yield "</testsuites>\n";
}

/** Of all suites; there is no number of skipped tests here. */
function totalsOf({ accounts, failures, leftOut }: Outline): Record<string, number> {
  const { tests, errors, ...counts } = countsOf(accounts.flatMap(({ results }) => results));
  return {
    tests: tests + failures.length + leftOut.length,
    failures: counts.failures,
    errors: errors + failures.length,
  };
}

function countsOf(results: readonly ResultOutline[]) {
  const having = (status: ResultOutline["status"]) => results.filter((r) => r.status === status).length;
  return {
    tests: results.length,
    failures: having("violation"),
    errors: having("unknown"),
    skipped: having("not-applicable"),
  };
}

function numbersOf(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${name}="${count}"`)
    .join(" ");
}

function suite(report: Outline, account: AccountReport): string {
  const cases = withRules(report, account).map(({ rule, result }) => testCase(account, rule, result));
  const open = `  <testsuite name="${attribute(account.label)}" timestamp="${attribute(account.facts.readAt)}" ${numbersOf(countsOf(account.results))}>`;
  return [open, properties(account), ...cases, "  </testsuite>"].join("\n");
}

/** How old what is told of passwords is. CI systems show properties of a suite beside its tests. */
function properties({ facts }: AccountReport): string {
  return `    <properties><property name="passwords" value="${attribute(facts.passwords)}"/></properties>`;
}

function testCase({ label }: AccountReport, rule: RuleReport, result: RuleResultReport): string {
  const open = `    <testcase name="${attribute(rule.name)}" classname="${attribute(label)}">`;
  return [open, `      ${outcome(rule, result)}`, "    </testcase>"]
    .filter((line) => line.trim() !== "")
    .join("\n");
}

function outcome(rule: RuleReport, result: RuleResultReport): string {
  const messages = result.violations.map(({ message }) => message);
  const reasons = byCause(result.unknowns).map(describeCause);
  switch (result.status) {
    case "violation": {
      const summary = result.headline ?? `${plural(messages.length, "violation")} of: ${rule.description}`;
      return element("failure", summary, rule.severity, [...messages, ...reasons, ...remediation(rule)]);
    }
    case "unknown":
      return element("error", `${result.unknowns.length} not checked`, "unknown", reasons);
    case "not-applicable":
      return `<skipped message="${attribute(result.notApplicable.join("; "))}"/>`;
    case "compliant":
      return "";
  }
}

function remediation({ remediation, documentation }: RuleReport): readonly string[] {
  return ["", "What to do:", ...remediation.map((step, index) => `${index + 1}. ${step}`), documentation];
}

function element(name: string, message: string, type: string, lines: readonly string[]): string {
  return `<${name} message="${attribute(message)}" type="${type}">${content(lines.join("\n"))}</${name}>`;
}

/** An account that could not be read must not be missing from a green page. */
function failures(report: Outline): string[] {
  return report.failures.map(({ account, message }) =>
    oneTest(account, "errors", element("error", message, "unreadable", [message])),
  );
}

function leftOut(report: Outline): string[] {
  return report.leftOut.map(({ account, why }) =>
    oneTest(account, "skipped", `<skipped message="${attribute(why)}"/>`),
  );
}

/** The suite of an account of which no rule could be judged. */
function oneTest(account: string, outcome: "errors" | "skipped", content: string): string {
  const name = attribute(account);
  const counts = { tests: 1, failures: 0, errors: 0, skipped: 0, [outcome]: 1 };
  return `  <testsuite name="${name}" ${numbersOf(counts)}><testcase name="read the account" classname="${name}">${content}</testcase></testsuite>`;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** XML 1.0 has no way at all to write most control characters. */
function content(text: string): string {
  return escapeControlCharacters(text).replace(/[&<>"]/g, (character) => ENTITIES[character] ?? "");
}

/** A parser turns line breaks in an attribute into blanks, unless they are written so. */
function attribute(text: string): string {
  return content(text).replace(/\n/g, "&#10;").replace(/\t/g, "&#9;");
}

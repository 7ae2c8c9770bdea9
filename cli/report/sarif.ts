import type { Invocation, Log, Notification, ReportingDescriptor, Result, Run, ToolComponent } from "sarif";
import { describeReason } from "../../policypack/facts/fact";
import { oneLine } from "../text";
import { withRules } from "./summary";
import { list, members } from "./json";
import { leftOutInWords } from "./left-out";
import type { AccountReport, RuleReport, UnknownReport, ViolationReport } from "./report-model";
import type { Severity } from "./severity";
import type { Outline, ReportSource } from "./source";
import { gapsOf } from "./table";

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/** The report as SARIF 2.1.0: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
export function* toSarif(report: ReportSource): Generator<string> {
  const head: Pick<Log, "$schema" | "version"> = { $schema: SCHEMA, version: "2.1.0" };
  yield `{\n${members(head, 2)},\n  "runs": [\n    {\n`;
  yield* runOf(report);
  yield "\n    }\n  ]\n}";
}

/** What could not be read is told of the run after the results: by then it has been seen. */
function* runOf(report: ReportSource): Generator<string> {
  const driver: ToolComponent = {
    name: report.tool.name,
    semanticVersion: report.tool.version,
    informationUri: "https://github.com/mfa-guard/mfa-guard",
    rules: report.rules.map(ruleOf),
  };
  const gaps: string[] = [];
  yield `${members({ tool: { driver } }, 6)},\n      "results": `;
  yield* list(allResults(report, gaps), 6);
  const tail: Pick<Run, "invocations" | "columnKind"> = {
    invocations: [invocation(report, gaps)],
    columnKind: "utf16CodeUnits",
  };
  yield `,\n${members(tail, 6)}`;
}

/** @param gaps What could not be read is added to. */
function* allResults(report: ReportSource, gaps: string[]): Generator<Result> {
  for (const account of report.each()) {
    gaps.push(...gapsOf(account).map(({ reason }) => describeReason(reason)));
    yield* resultsOf(report, account);
  }
  for (const failure of report.failures) yield* unreadResults(report, failure);
}

const LEVELS: Readonly<Record<Severity, Result.level>> = {
  ...{ critical: "error", high: "error", medium: "warning", low: "note" },
};

/**
 * GitHub's scale, from 0 to 10:
 * https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
const SCORES: Readonly<Record<Severity, string>> = {
  critical: "9.5",
  high: "8.0",
  medium: "5.5",
  low: "2.0",
};

function ruleOf(rule: RuleReport): ReportingDescriptor {
  const steps = rule.remediation.map((step, index) => `${index + 1}. ${step}`).join("\n");
  const standards = rule.frameworks.map((f) => [f.name, f.version, f.reference].filter(Boolean).join(" "));
  return {
    id: rule.name,
    shortDescription: message(rule.description),
    help: message(`${steps}\n${rule.reference}`),
    helpUri: rule.documentation,
    defaultConfiguration: { level: LEVELS[rule.severity] },
    properties: {
      tags: ["security", ...standards],
      "security-severity": SCORES[rule.severity],
      level: rule.level,
    },
  };
}

/** What could not be read is told of the run too, since some viewers show only results that failed. */
function invocation(
  { accounts, failures, leftOut, generatedAt }: Outline,
  gaps: readonly string[],
): Invocation {
  const errors = [...gaps, ...failures.map(({ account, message }) => `${account}: ${message}`)];
  const notes = [
    ...accounts.map(({ label, facts }) => `${label}: ${facts.passwords}`),
    ...leftOutInWords(leftOut),
  ];
  const told =
    (level: "error" | "note") =>
    (text: string): Notification => ({ level, message: message(text) });
  return {
    executionSuccessful: errors.length === 0,
    endTimeUtc: generatedAt,
    toolExecutionNotifications: [...errors.map(told("error")), ...notes.map(told("note"))],
  };
}

function resultsOf(report: Outline, account: AccountReport): Result[] {
  return withRules(report, account).flatMap(({ rule, result }) => {
    const common = { ruleId: rule.name, ruleIndex: report.rules.indexOf(rule) };
    return [
      ...result.violations.map((violation): Result => ({
        ...common,
        kind: "fail",
        level: LEVELS[rule.severity],
        message: message(violation.message),
        ...placeOf(violation, account),
      })),
      ...result.unknowns.map((unknown): Result => ({
        ...common,
        // By the standard: "there was insufficient information to decide whether a problem exists".
        kind: "open",
        level: "none",
        message: message(describeReason(unknown.reason)),
        ...placeOf(unknown, account),
      })),
    ];
  });
}

/** Of an account that could not be read, one for each rule: a viewer closes what is not reported any more. */
function unreadResults(
  { rules }: Outline,
  { id, account: label, message: why }: Outline["failures"][number],
): Result[] {
  return rules.map(({ name }, ruleIndex) => ({
    ruleId: name,
    ruleIndex,
    kind: "open",
    level: "none",
    message: message(`${label}: ${why}`),
    ...placeOf({ id: `${id}/${name}`, subject: label, arn: null }, { id, label }),
  }));
}

/** Nothing is in a file; GitHub shows no result without one, so the account stands for it. */
function placeOf(
  { id, subject, arn }: Pick<ViolationReport | UnknownReport, "id" | "subject" | "arn">,
  { id: account, label }: Pick<AccountReport, "id" | "label">,
): Pick<Result, "locations" | "partialFingerprints"> {
  // Half a character has no form in an address.
  const uri = `aws/${encodeURIComponent(account ?? oneLine(label))}`;
  return {
    locations: [
      {
        physicalLocation: { artifactLocation: { uri }, region: { startLine: 1 } },
        logicalLocations: [
          { name: subject, fullyQualifiedName: arn ?? `${account ?? label}/${subject}`, kind: "resource" },
        ],
      },
    ],
    partialFingerprints: { "mfaGuard/v1": id },
  };
}

/** Braces are for placeholders and brackets for links (3.11.5, 3.11.6): text from an account has neither. */
function message(text: string): { readonly text: string } {
  return { text: text.replace(/[{}]/g, "$&$&").replace(/\[(?=[^\]]*\]\()/g, "\\[") };
}

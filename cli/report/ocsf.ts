import { type Question, QUESTIONS } from "../../policypack/rules/controls";
import type { Piece } from "../atomic-write";
import { describe, evidenceFor } from "./controls";
import { withRules } from "./counts";
import { type Finding, findingsOf, ofRule } from "./findings";
import { inertLine, inertLines, list } from "./json";
import { leftOutInWords } from "./left-out";
import type { AccountReport, AnswerReport, RuleReport } from "./model";
import type { Severity } from "./severity";
import { type Head, ofAccounts, type Outline, type ReportSource } from "./source";

/** https://schema.ocsf.io/1.5.0/classes/compliance_finding */
const OCSF_VERSION = "1.5.0";
const CLASS = {
  category_uid: 2,
  category_name: "Findings",
  class_uid: 2003,
  class_name: "Compliance Finding",
};
/** Create: each run tells anew what it found; `finding_info.uid` tells what is the same as before. */
const ACTIVITY = {
  activity_id: 1,
  activity_name: "Create",
  type_uid: 200301,
  type_name: "Compliance Finding: Create",
};

const SEVERITY_IDS: Readonly<Record<Severity, number>> = { low: 2, medium: 3, high: 4, critical: 5 };
const PASS = { status_id: 1, status: "Pass" };
const FAIL = { status_id: 3, status: "Fail" };
/** OCSF has no word for "could not look" but this one. */
const UNKNOWN = { status_id: 0, status: "Unknown" };

/**
 * The report as OCSF compliance findings, in a list; of an organization a line each (JSON Lines), which log pipelines
 * read without holding all. One for each violation, unknown, and rule that holds; and of an
 * account that could not be read, one for each rule. Of the accounts that were left out on purpose there is one for all, so
 * that nobody takes a part for the whole.
 */
export function* toOcsf(report: ReportSource): Generator<Piece> {
  if (!report.organization) return yield* list(eventsOf(report), 0);
  yield* ofAccounts(report, "ocsf", accountEvents);
  for (const event of eventsBesides(report)) yield inertLine(event);
}

/** What is found in an account, a line each. */
export function accountEvents(head: Head, account: AccountReport): string {
  return inertLines(eventsIn(head, account));
}

function* eventsOf(report: ReportSource): Generator<object> {
  for (const account of report.each()) yield* eventsIn(report, account);
  yield* eventsBesides(report);
}

function* eventsIn(report: Head, account: AccountReport): Generator<object> {
  const asked = account.answers.filter(({ verdict }) => verdict !== "not-applicable");
  yield* asked.map((answer) => answerFinding(answer, { report, account }));
  for (const { rule, result } of withRules(report, account))
    for (const one of findingsOf(rule, result, account)) yield finding(rule, one, { report, account });
}

/** Of the accounts that have no report. */
function* eventsBesides(report: ReportSource): Generator<object> {
  for (const failure of report.failures)
    yield* [
      ...report.rules.map((rule) => unreadFinding(rule, failure, report)),
      ...questionsAsked(report).map((question) => unreadAnswer(question, failure, report)),
    ];
  if (report.leftOut.length > 0) yield leftOutFinding(report);
}

/** Of who has chosen standards. */
function questionsAsked({ settings, controls }: Outline): readonly Question[] {
  return settings.compliance.length === 0 ? [] : [...new Set(controls.map(({ question }) => question))];
}

/** Informational, and of no rule: that these are not in it was asked for, or they are closed. */
function leftOutFinding(report: Outline): object {
  const { leftOut } = report;
  const time = Date.parse(report.generatedAt);
  const message = leftOutInWords(leftOut).join("; ");
  return {
    ...CLASS,
    ...ACTIVITY,
    ...{ severity_id: 1, severity: "Informational", status_id: 1, status: "New" },
    time,
    message,
    metadata: metadata(report, LEFT_OUT),
    finding_info: { uid: LEFT_OUT, title: "Accounts that were left out", desc: message, created_time: time },
    compliance: { ...UNKNOWN, control: LEFT_OUT },
    resources: leftOut.map(({ account, id }) => ({ uid: id, name: account, type: typeOf(null) })),
    cloud: { provider: "AWS" },
  };
}

const LEFT_OUT = "accounts-left-out";

function metadata(report: Told, event_code: string) {
  return { version: OCSF_VERSION, profiles: ["cloud"], product: product(report), event_code };
}

/** What findings tell of the report that they are of. */
type Told = Pick<ReportSource, "tool" | "generatedAt" | "controls">;

interface Where {
  readonly report: Told;
  readonly account: Pick<AccountReport, "id" | "label" | "alias" | "partition" | "organization"> &
    Partial<Pick<AccountReport, "facts">>;
}

function unreadFinding(rule: RuleReport, failure: ReportSource["failures"][number], report: Told): object {
  const { id, account: label, organization, message } = failure;
  const account = { id, label, alias: null, partition: null, organization };
  return finding(rule, ofRule(rule, account, { message, verdict: "unknown" }), { report, account });
}

function unreadAnswer(question: Question, failure: ReportSource["failures"][number], report: Told): object {
  const { id, account: label, organization, message } = failure;
  const account = { id, label, alias: null, partition: null, organization };
  const answer = {
    question,
    subject: label,
    arn: null,
    verdict: "unknown",
    why: message,
    beside: null,
  } as const;
  return answerFinding(answer, { report, account });
}

function finding(
  rule: RuleReport,
  { id, subject, arn, message, verdict }: Finding,
  { report, account }: Where,
) {
  const time = Date.parse(report.generatedAt);
  return {
    ...CLASS,
    ...ACTIVITY,
    ...(verdict === "pass" ? { severity_id: 1, severity: "Informational" } : severity(rule)),
    ...{ status_id: 1, status: "New" },
    time,
    message,
    metadata: metadata(report, rule.name),
    finding_info: {
      uid: id,
      title: rule.description,
      desc: message,
      created_time: time,
      src_url: rule.documentation,
    },
    compliance: { ...VERDICTS[verdict], control: rule.name },
    remediation: { desc: rule.remediation.join("\n"), references: [rule.reference] },
    resources: [{ uid: arn ?? subject, name: subject, type: typeOf(arn) }],
    cloud: cloud(account),
    ...age(account),
  };
}

function severity({ severity }: RuleReport) {
  return { severity_id: SEVERITY_IDS[severity], severity: severity[0]?.toUpperCase() + severity.slice(1) };
}

function product({ tool }: Told) {
  return { name: tool.name, vendor_name: "mfa-guard", version: tool.version };
}

const VERDICTS = { pass: PASS, fail: FAIL, unknown: UNKNOWN, "not-applicable": UNKNOWN };

/** What standards ask, answered for one user or for root: these name the standards, the findings of rules don't. */
function answerFinding(answer: AnswerReport, { report, account }: Where): object {
  const { question, subject, arn, verdict } = answer;
  const time = Date.parse(report.generatedAt);
  const message = describe(answer);
  return {
    ...CLASS,
    ...ACTIVITY,
    ...(verdict === "pass"
      ? { severity_id: 1, severity: "Informational" }
      : { severity_id: SEVERITY_IDS.high, severity: "High" }),
    ...{ status_id: 1, status: "New" },
    time,
    message,
    metadata: metadata(report, question),
    finding_info: {
      uid: `${account.id ?? account.label}/${question}/${subject}`,
      title: QUESTIONS[question],
      desc: message,
      created_time: time,
    },
    compliance: {
      ...VERDICTS[verdict],
      control: question,
      ...evidenceFor(report, question),
    },
    resources: [{ uid: arn ?? subject, name: subject, type: typeOf(arn) }],
    cloud: cloud(account),
    ...age(account),
  };
}

/** By ARN, such as arn:aws:iam::111122223333:user/ann. */
function typeOf(arn: string | null): string {
  if (arn === null) return "AWS::Account";
  if (/:root$/.test(arn)) return "AWS::IAM::RootUser";
  const kind = /^arn:[^:]*:iam::\d*:([a-z]+)\//.exec(arn)?.[1] ?? "";
  return (
    { user: "AWS::IAM::User", mfa: "AWS::IAM::VirtualMFADevice", policy: "AWS::IAM::ManagedPolicy" }[kind] ??
    "AWS::Account"
  );
}

/** How old what is told of passwords is: OCSF has no attribute for it. Nothing was read of an account without facts. */
function age({ facts }: Where["account"]) {
  return facts && { unmapped: { passwords: facts.passwords } };
}

/** An organization has at least one of name and uid: https://schema.ocsf.io/1.5.0/objects/organization */
function cloud({ id, label, alias, partition, organization }: Where["account"]) {
  const { id: orgId, accountName, unit } = organization ?? {};
  const name = alias ?? accountName ?? label;
  return {
    provider: "AWS",
    account: { uid: id ?? label, name, type_id: 10, type: "AWS Account" },
    ...(orgId != null && { org: { uid: orgId, ...(unit != null && { ou_name: unit }) } }),
    ...(partition !== null && { cloud_partition: partition }),
  };
}

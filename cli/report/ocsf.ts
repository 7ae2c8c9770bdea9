import { type Question, QUESTIONS } from "../../policypack/rules/controls";
import type { Piece } from "../atomic-write";
import { describe, evidenceFor } from "./control-answers";
import { withRules } from "./summary";
import { type Finding, findingsOf, ofRule } from "./findings";
import { inertLine, type Line, lineOf, list } from "./json";
import { leftOutInWords } from "./left-out";
import type { AccountReport, AnswerReport, RuleReport } from "./report-model";
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
 * account that could not be read, one for each rule. Of the accounts that were left out on purpose there is one for
 * all, so that nobody takes a part for the whole.
 */
export function* toOcsf(report: ReportSource): Generator<Piece> {
  if (!report.organization) return yield* list(eventsOf(report), 0);
  yield* ofAccounts(report, "ocsf", accountEvents);
  for (const event of eventsBesides(report)) yield inertLine(event);
}

function* eventsOf(report: ReportSource): Generator<object> {
  for (const account of report.each())
    for (const { kind, texts } of toldOf(report, account)) yield event(kind, texts, { report, account });
  yield* eventsBesides(report);
}

/** What is found in an account, a line each. */
export function accountEvents(report: Head, account: AccountReport): string {
  const lines = new Map<Kind["of"], Map<string, Line<Texts>>>();
  let events = "";
  for (const { kind, texts } of toldOf(report, account)) {
    const known = lines.get(kind.of) ?? new Map<string, Line<Texts>>();
    lines.set(kind.of, known);
    const key = `${kind.verdict} ${kind.type}`;
    const line = known.get(key) ?? lineOf(TEXTS, (marks) => event(kind, marks, { report, account }));
    known.set(key, line);
    events += line(texts);
  }
  return events;
}

function* toldOf(report: Head, account: AccountReport): Generator<Told> {
  for (const answer of account.answers)
    if (answer.verdict !== "not-applicable") yield ofAnswer(answer, account);
  for (const { rule, result } of withRules(report, account))
    for (const finding of findingsOf(rule, result, account)) yield ofFinding(finding, rule);
}

/** Of the accounts that have no report. */
function* eventsBesides(report: ReportSource): Generator<object> {
  for (const failure of report.failures) yield* unreadEvents(failure, report);
  if (report.leftOut.length > 0) yield leftOutFinding(report);
}

function* unreadEvents(failure: ReportSource["failures"][number], report: Outline): Generator<object> {
  const { id, account: label, organization, message } = failure;
  const account = { id, label, alias: null, partition: null, organization };
  const open = { verdict: "unknown", beside: null, subject: label, arn: null } as const;
  const told = [
    ...report.rules.map((rule) => ofFinding(ofRule(rule, account, { message, verdict: "unknown" }), rule)),
    ...questionsAsked(report).map((question) => ofAnswer({ ...open, question, why: message }, account)),
  ];
  for (const { kind, texts } of told) yield event(kind, texts, { report, account });
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

function metadata(report: Frame, event_code: string) {
  return { version: OCSF_VERSION, profiles: ["cloud"], product: product(report), event_code };
}

/** What findings tell of the report that they are of. */
type Frame = Pick<ReportSource, "tool" | "generatedAt" | "controls">;

interface Where {
  readonly report: Frame;
  readonly account: Pick<AccountReport, "id" | "label" | "alias" | "partition" | "organization"> &
    Partial<Pick<AccountReport, "facts">>;
}

/** What is the same in most findings of an account. */
interface Kind {
  readonly of: RuleReport | Question;
  readonly verdict: AnswerReport["verdict"];
  /** Of the resource. */
  readonly type: string;
}

/** What is not. */
type Texts = Readonly<Record<(typeof TEXTS)[number], string>>;
const TEXTS = ["uid", "message", "subject", "resource"] as const;

interface Told {
  readonly kind: Kind;
  readonly texts: Texts;
}

function ofFinding({ id, subject, arn, message, verdict }: Finding, rule: RuleReport): Told {
  return {
    kind: { of: rule, verdict, type: typeOf(arn) },
    texts: { uid: id, message, subject, resource: arn ?? subject },
  };
}

function ofAnswer(answer: AnswerReport, { id, label }: Pick<AccountReport, "id" | "label">): Told {
  const { question, subject, arn, verdict } = answer;
  const uid = `${id ?? label}/${question}/${subject}`;
  return {
    kind: { of: question, verdict, type: typeOf(arn) },
    texts: { uid, message: describe(answer), subject, resource: arn ?? subject },
  };
}

/** What is told of a rule, and of what standards ask: answers name the standards, the findings of rules don't. */
function topicOf(of: Kind["of"], report: Frame) {
  if (typeof of === "string")
    return {
      ...{ name: of, title: QUESTIONS[of], severity: "high" as const },
      ...{ page: {}, evidence: evidenceFor(report, of), remedy: {} },
    };
  const { name, description: title, severity, documentation, remediation, reference } = of;
  const remedy = { remediation: { desc: remediation.join("\n"), references: [reference] } };
  return { name, title, severity, page: { src_url: documentation }, evidence: {}, remedy };
}

function event({ of, verdict, type }: Kind, texts: Texts, { report, account }: Where): object {
  const topic = topicOf(of, report);
  const { uid, message, subject, resource } = texts;
  const time = Date.parse(report.generatedAt);
  return {
    ...CLASS,
    ...ACTIVITY,
    ...(verdict === "pass" ? { severity_id: 1, severity: "Informational" } : severity(topic)),
    ...{ status_id: 1, status: "New" },
    time,
    message,
    metadata: metadata(report, topic.name),
    finding_info: { uid, title: topic.title, desc: message, created_time: time, ...topic.page },
    compliance: { ...VERDICTS[verdict], control: topic.name, ...topic.evidence },
    ...topic.remedy,
    resources: [{ uid: resource, name: subject, type }],
    cloud: cloud(account),
    ...age(account),
  };
}

function severity({ severity }: { readonly severity: Severity }) {
  return { severity_id: SEVERITY_IDS[severity], severity: severity[0]?.toUpperCase() + severity.slice(1) };
}

function product({ tool }: Frame) {
  return { name: tool.name, vendor_name: "mfa-guard", version: tool.version };
}

const VERDICTS = { pass: PASS, fail: FAIL, unknown: UNKNOWN, "not-applicable": UNKNOWN };

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

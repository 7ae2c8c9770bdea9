import type { AccountFacts } from "../../policypack/facts/model";
import {
  checkSafely,
  pageOf,
  type Rule,
  type RuleContext,
  type RuleResult,
  stepsIn,
} from "../../policypack/rules/rule";
import {
  consoleUsersUnread,
  describeState,
  isPending,
  judgeConsoleUsers,
  type UserWithoutMfa,
} from "../../policypack/rules/console-users";
import { type Answer, answer, type Control, CONTROLS, type Verdict } from "../../policypack/rules/controls";
import { notLookedAt } from "../not-looked-at";
import { rootAccessOf } from "../root-access";
import { passwordsOf } from "../passwords-as-of";
import { countsOf } from "./counts";
import { arnOf, idOf } from "./finding-id";
import type { AccountReport, Report, RuleReport, RuleResultReport } from "./model";
import { ofPlansOnly } from "./plan-only";
import { REPORT_VERSION } from "./report-version";
import type { AccountOutline } from "./source";

/** What a report is made of besides the accounts. */
export interface ReportFrame {
  readonly tool: Report["tool"];
  readonly generatedAt: Date;
  readonly rules: readonly Rule[];
  readonly strict: boolean;
  /** The rollout file, as the user wrote its path. */
  readonly rolloutFile: string | null;
  /** The standards to answer, as `controls.ts` has them; none: all. */
  readonly compliance?: readonly string[];
  readonly failures?: readonly Report["failures"][number][];
  readonly leftOut?: readonly Report["leftOut"][number][];
}

/** What an account is judged by. */
export interface Basis {
  readonly rules: readonly Rule[];
  readonly context: RuleContext;
  /** The snapshot that the facts are from; null: they were read live. */
  readonly snapshot: string | null;
  /** The standards to answer, as for the report. */
  readonly compliance?: readonly string[];
}

/** The report on accounts that have been judged already, in their order. */
export function assembleReport<Account extends AccountOutline>(
  accounts: readonly Account[],
  frame: ReportFrame,
): Omit<Report, "accounts"> & { accounts: Account[] } {
  const { tool, generatedAt, rules, strict, rolloutFile, failures, leftOut } = frame;
  const compliance = frame.compliance ?? [];
  return {
    format: "mfa-guard-report",
    version: REPORT_VERSION,
    tool,
    generatedAt: generatedAt.toISOString(),
    settings: { rollout: rolloutFile, strict, compliance: [...compliance] },
    counts: countsOf(accounts, rules),
    rules: rules.map((rule) => ruleReport(rule, accounts)),
    controls: controlsOf(compliance),
    accounts: [...accounts],
    failures: [...(failures ?? [])],
    leftOut: [...(leftOut ?? [])],
  };
}

function controlsOf(compliance: readonly string[]): Control[] {
  return CONTROLS.filter(({ standard }) => compliance.length === 0 || compliance.includes(standard));
}

function ruleReport(rule: Rule, accounts: readonly AccountOutline[]): RuleReport {
  const { name, level, severity, description, frameworks, reference } = rule;
  return {
    ...{ name, level, severity, description, reference, documentation: pageOf(rule) },
    remediation: [
      ...stepsIn(
        rule,
        accounts.map(({ partition }) => partition),
      ),
    ],
    frameworks: [...frameworks],
  };
}

/** An account's part of the report: all that need be kept of it. Pure, as the rules are. */
export function judgeAccount(account: AccountFacts, basis: Basis): AccountReport {
  const { rules, context, snapshot, compliance = [] } = basis;
  const { label, identity, alias, readAt, credentialReportAt } = account;
  return {
    label,
    id: identity.known ? identity.value.accountId : null,
    partition: identity.known ? identity.value.partition : null,
    alias: alias.known ? alias.value : null,
    organization: null,
    facts: {
      readAt: readAt.toISOString(),
      source: snapshot === null ? "live" : "snapshot",
      file: snapshot,
      identity: identity.known ? identity.value.arn : null,
      credentialReportAt: credentialReportAt.known ? credentialReportAt.value.toISOString() : null,
      passwords: passwordsOf(account, { now: context.now, snapshot }),
      rootAccess: rootAccessOf(account),
      notLookedAt: notLookedAt(account, snapshot),
    },
    results: rules.map((rule) => ruleResult(rule, account, context)),
    ...usersReport(account, context, compliance),
  };
}

/** What is said of each console user, and how many they are. */
function usersReport(
  account: AccountFacts,
  context: RuleContext,
  compliance: readonly string[],
): Pick<AccountReport, "consoleUsers" | "answers"> {
  const { withoutMfa } = judgeConsoleUsers(account, context);
  const told = answer(account);
  const numbers = numbersOf(told);
  const asked = new Set(controlsOf(compliance).map(({ question }) => question));
  return {
    consoleUsers: {
      ...numbers,
      overdue: withoutMfa.filter((user) => !isPending(user, context)).length,
      overdueUnknown: numbers.withoutMfa - withoutMfa.length,
      complete: consoleUsersUnread(account).length === 0,
    },
    answers: answers(
      told.filter(({ question }) => asked.has(question)),
      withoutMfa,
      context,
    ),
  };
}

/** With what is known of those who fail said beside the verdict, never instead of it. */
function answers(
  told: readonly Answer[],
  withoutMfa: readonly UserWithoutMfa[],
  context: RuleContext,
): AccountReport["answers"] {
  const beside = new Map(withoutMfa.map((user) => [user.name, describeState(user, context.now)]));
  return told.map((one) => ({
    ...one,
    beside:
      (one.question === "console-user-has-mfa" && one.verdict === "fail" && beside.get(one.subject)) || null,
  }));
}

/** Whether somebody has a device does not hang on what else could be read of them, as the state of who has none does. */
function numbersOf(told: readonly Answer[]) {
  const verdicts = told.filter(isOfConsoleUser).map(({ verdict }) => verdict);
  const having = (verdict: Verdict) => verdicts.filter((other) => other === verdict).length;
  const [without, unjudged] = [having("fail"), having("unknown")];
  return { total: having("pass") + without + unjudged, withoutMfa: without, unjudged };
}

/** Not of the account as a whole. */
function isOfConsoleUser({ question, arn }: Answer): boolean {
  return question === "console-user-has-mfa" && arn !== null;
}

function ruleResult(rule: Rule, account: AccountFacts, context: RuleContext): RuleResultReport {
  const result = ofPlansOnly(rule) ?? checkSafely(rule, account, context);
  const about = ({ subject }: { subject: string }) => ({
    id: idOf(account, rule, subject),
    subject,
    arn: arnOf(account, rule, subject),
  });
  return {
    rule: rule.name,
    status: statusOf(result),
    headline: result.headline ?? null,
    violations: result.outcomes.flatMap((o) =>
      o.kind === "violation" ? [{ ...about(o), message: o.message }] : [],
    ),
    unknowns: result.outcomes.flatMap((o) =>
      o.kind === "unknown" ? [{ ...about(o), reason: { ...o.reason } }] : [],
    ),
    notApplicable: result.outcomes.flatMap((o) => (o.kind === "not-applicable" ? [o.reason] : [])),
  };
}

/** What was found counts before what could not be judged, and that before anything good. */
function statusOf({ outcomes }: RuleResult): RuleResultReport["status"] {
  const kinds = new Set(outcomes.map(({ kind }) => kind));
  if (kinds.has("violation")) return "violation";
  if (kinds.has("unknown")) return "unknown";
  return kinds.has("not-applicable") ? "not-applicable" : "compliant";
}

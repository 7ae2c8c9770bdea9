import { hash } from "node:crypto";
import type { AccountFacts, User } from "../../policypack/facts/account-facts";
import {
  consoleUsersUnread,
  describeState,
  isPending,
  judgeConsoleUsers,
  type UserWithoutMfa,
} from "../../policypack/rules/console-users";
import { type Answer, answer, type Control, CONTROLS, type Verdict } from "../../policypack/rules/controls";
import { newConsoleUserCovered } from "../../policypack/rules/new-console-user-covered";
import {
  checkSafely,
  pageOf,
  type Rule,
  type RuleContext,
  type RuleResult,
  stepsIn,
} from "../../policypack/rules/rule";
import { selfLockout } from "../../policypack/rules/self-lockout";
import { notLookedAt, passwordsOf, rootAccessOf } from "./reading-notes";
import type { AccountReport, Report, RuleReport, RuleResultReport } from "./report-model";
import { REPORT_VERSION } from "./report-version";
import type { AccountOutline } from "./source";
import { countsOf } from "./summary";

/** What a report is made of besides the accounts. */
export interface ReportFrame {
  readonly tool: Report["tool"];
  readonly generatedAt: Date;
  readonly rules: readonly Rule[];
  readonly strict: boolean;
  /** The rollout file, as the user wrote its path. */
  readonly rolloutFile: string | null;
  /** The standards to answer, as `policypack/rules/controls.ts` has them; none: all. */
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

/**
 * Whether somebody has a device does not hang on what else could be read of them, as the state of who has none does.
 */
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

/** Tells a finding from every other, and stays the same as long as it is there: for trackers and baselines. */
function idOf({ identity, label }: AccountFacts, rule: Rule, subject: string): string {
  const account = identity.known ? identity.value.accountId : label;
  return hash("sha256", JSON.stringify([account, rule.name, subject]), "hex").slice(0, 32);
}

/** The ARN of what a finding is about; null where it has none, as a place in the rollout file. */
function arnOf(account: AccountFacts, rule: Rule, subject: string): string | null {
  if (subject.startsWith("arn:")) return subject;
  // A user may be called root too.
  if (rule.name.startsWith("root-")) return rootArn(account);
  const policy = /^policy (.+)$/.exec(subject)?.[1];
  if (policy !== undefined) return policyArn(account, policy);
  return userArns(account.users.found).get(subject) ?? null;
}

const ARNS = new WeakMap<readonly User[], ReadonlyMap<string, string>>();

/** Of each user who exists, by name: thousands are asked for. */
function userArns(users: readonly User[]): ReadonlyMap<string, string> {
  const known = ARNS.get(users);
  if (known) return known;
  const arns = new Map(
    users.flatMap(({ name, live }) =>
      name !== undefined && live.known && live.value ? [[name, live.value.arn] as const] : [],
    ),
  );
  ARNS.set(users, arns);
  return arns;
}

function rootArn({ identity }: AccountFacts): string | null {
  return identity.known ? `arn:${identity.value.partition}:iam::${identity.value.accountId}:root` : null;
}

/** Customer managed policies and those of AWS may have one name: then it can't be told. */
function policyArn({ policies }: AccountFacts, name: string): string | null {
  const arns = [...policies.found].filter(([key, policy]) => policy.name === name && key.startsWith("arn:"));
  return arns.length === 1 ? (arns[0]?.[0] ?? null) : null;
}

/** What these judge is in a stack's plan alone: of a live account they would always be content, which says nothing. */
const OF_PLANS: readonly Rule[] = [newConsoleUserCovered, selfLockout];

/** What such a rule says of an account without a plan; undefined for every other rule. */
function ofPlansOnly(rule: Rule): RuleResult | undefined {
  if (!OF_PLANS.includes(rule)) return undefined;
  const reason = "only for what a stack is about to deploy, in pulumi preview";
  return { outcomes: [{ kind: "not-applicable", reason }] };
}

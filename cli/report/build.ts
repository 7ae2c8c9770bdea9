import type { AccountFacts } from "../../policypack/facts/model";
import { checkSafely } from "../../policypack/rules/check";
import { isPending, judgeConsoleUsers } from "../../policypack/rules/console-users";
import { pageOf } from "../../policypack/rules/documentation";
import type { Rule, RuleContext, RuleResult } from "../../policypack/rules/rule";
import { countsOf } from "./counts";
import { arnOf, idOf } from "./identify";
import {
  type AccountReport,
  type Report,
  REPORT_VERSION,
  type RuleReport,
  type RuleResultReport,
} from "./model";
import { ofPlansOnly } from "./plan-only";

/** What a report is made of besides the accounts. */
export interface ReportInput {
  readonly tool: Report["tool"];
  readonly rules: readonly Rule[];
  readonly context: RuleContext;
  /** The rollout file, as the user wrote its path. */
  readonly rolloutFile: string | null;
  /** The snapshot that the facts are from; null: they were read live. */
  readonly snapshot: string | null;
  readonly failures?: Report["failures"];
}

/** Judges accounts by rules. Pure, as the rules are. */
export function buildReport(accounts: readonly AccountFacts[], input: ReportInput): Report {
  const judged = accounts.map((account) => accountReport(account, input));
  return {
    format: "mfa-guard-report",
    version: REPORT_VERSION,
    tool: input.tool,
    generatedAt: input.context.now.toISOString(),
    settings: { rollout: input.rolloutFile, strict: input.context.settings.strict },
    counts: countsOf(judged, input.rules),
    rules: input.rules.map(ruleReport),
    accounts: judged,
    failures: input.failures ?? [],
  };
}

function ruleReport(rule: Rule): RuleReport {
  const { name, level, severity, description, remediation, frameworks, reference } = rule;
  return {
    ...{ name, level, severity, description, reference, documentation: pageOf(rule) },
    remediation: [...remediation],
    frameworks: [...frameworks],
  };
}

function accountReport(account: AccountFacts, { rules, context, snapshot }: ReportInput): AccountReport {
  const { label, identity, alias, readAt, credentialReportAt } = account;
  return {
    label,
    id: identity.known ? identity.value.accountId : null,
    partition: identity.known ? identity.value.partition : null,
    alias: alias.known ? alias.value : null,
    facts: {
      readAt: readAt.toISOString(),
      source: snapshot === null ? "live" : "snapshot",
      file: snapshot,
      identity: identity.known ? identity.value.arn : null,
      credentialReportAt: credentialReportAt.known ? credentialReportAt.value.toISOString() : null,
    },
    consoleUsers: consoleUsers(account, context),
    results: rules.map((rule) => ruleResult(rule, account, context)),
  };
}

function consoleUsers(account: AccountFacts, context: RuleContext): AccountReport["consoleUsers"] {
  const { total, withoutMfa, unknown } = judgeConsoleUsers(account, context);
  const overdue = withoutMfa.filter((user) => !isPending(user, context)).length;
  return { total, withoutMfa: withoutMfa.length, overdue, complete: unknown.length === 0 };
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

import { isSingular, ofConsoleUsers } from "../../policypack/rules/console-users";
import type { Rule } from "../../policypack/rules/rule";
import { oneLine } from "../text";
import type { AccountReport, Counts, Report, RuleReport } from "./report-model";
import { isAtLeast, SEVERITIES, type Severity } from "./severity";
import type { AccountOutline, Outline, ResultOutline } from "./source";

/** How many violations there are by severity, and how many rules of how many accounts ended otherwise. */
export function countsOf(
  accounts: readonly Pick<AccountOutline, "results">[],
  rules: readonly Pick<Rule, "name" | "severity">[],
): Counts {
  const results = accounts.flatMap(({ results }) => results);
  const severityOf = new Map(rules.map(({ name, severity }) => [name, severity]));
  const of = (severity: Severity) =>
    sum(results.filter(({ rule }) => severityOf.get(rule) === severity).map((r) => r.violations.length));
  const having = (status: ResultOutline["status"]) => results.filter((r) => r.status === status).length;
  return {
    violations: { critical: of("critical"), high: of("high"), medium: of("medium"), low: of("low") },
    // A rule that found something may have left something open too.
    unknown: results.filter(({ unknowns }) => unknowns.length > 0).length,
    compliant: having("compliant"),
    notApplicable: having("not-applicable"),
  };
}

/** Violations of that severity or a worse one. */
export function violationsFrom({ violations }: Counts, threshold: Severity): number {
  return sum(SEVERITIES.filter((severity) => isAtLeast(severity, threshold)).map((s) => violations[s]));
}

export function totalViolations(counts: Counts): number {
  return violationsFrom(counts, "low");
}

/** The results with the rules that they are of, in the report's order. */
export function withRules<Result extends ResultOutline>(
  report: Pick<Report, "rules">,
  account: { readonly results: readonly Result[] },
): readonly { readonly rule: RuleReport; readonly result: Result }[] {
  const rules = new Map(report.rules.map((rule) => [rule.name, rule]));
  return account.results.flatMap((result) => {
    const rule = rules.get(result.rule);
    return rule ? [{ rule, result }] : [];
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** The number that counts: "4 of 9 console users of account 111122223333 have no MFA device". */
export function headlineOf({ label, consoleUsers }: Pick<AccountReport, "label" | "consoleUsers">): string {
  const { total, withoutMfa, unjudged, complete } = consoleUsers;
  const name = oneLine(label);
  if (hasNoUsersRead({ consoleUsers })) return `Who has no MFA in ${name} could not be told`;
  const more = complete ? "" : "; there may be more users";
  if (unjudged === total && total > 0)
    return total === 1
      ? `Whether the one console user of ${name} has MFA could not be told${more}`
      : `Who of the ${total} console users of ${name} has no MFA could not be told${more}`;
  const open = unjudged > 0 ? `, and of ${unjudged} it could not be told` : "";
  return `${ofConsoleUsers(withoutMfa, total)} of ${name} ${isSingular(withoutMfa, total) ? "has" : "have"} no MFA device${open}${more}`;
}

/** Whether an account answered, and not one of its console users is known. */
export function hasNoUsersRead({ consoleUsers }: Pick<AccountReport, "consoleUsers">): boolean {
  return !consoleUsers.complete && consoleUsers.total === 0;
}

/** Whether a report is of several accounts, read or not. */
export function isOfSeveral({ accounts, failures }: Pick<Outline, "accounts" | "failures">): boolean {
  return accounts.length + failures.length > 1;
}

/** The same of all accounts together. Users of an account that could not be read are not counted. */
export function headlineOfAll({ accounts, failures }: Pick<Outline, "accounts" | "failures">): string {
  const users = accounts.map(({ consoleUsers }) => consoleUsers);
  const sum = (count: "total" | "withoutMfa" | "unjudged" | "overdue" | "overdueUnknown") =>
    users.reduce((all, one) => all + one[count], 0);
  return headlineOf({
    label: plural(accounts.length, "account"),
    consoleUsers: {
      ...{ total: sum("total"), withoutMfa: sum("withoutMfa"), unjudged: sum("unjudged") },
      ...{ overdue: sum("overdue"), overdueUnknown: sum("overdueUnknown") },
      complete: failures.length === 0 && users.every((one) => one.complete),
    },
  });
}

/** The same as short as it goes: "4 / 9". */
export function numberOf({ consoleUsers }: Pick<AccountReport, "consoleUsers">): string {
  const { total, withoutMfa, unjudged, complete } = consoleUsers;
  if (hasNoUsersRead({ consoleUsers })) return "?";
  const isAll = complete && unjudged === 0;
  return `${atLeast(withoutMfa, isAll)} / ${total}`;
}

/** How many are past grace, as far as could be told: "2", "≥ 2", "?". */
export function pastGraceOf({ consoleUsers }: Pick<AccountReport, "consoleUsers">): string {
  const { overdue, overdueUnknown, unjudged, complete } = consoleUsers;
  return atLeast(overdue, complete && unjudged + overdueUnknown === 0);
}

/** A count that is not of all says nothing where it is zero. */
function atLeast(count: number, isAll: boolean): string {
  if (isAll) return `${count}`;
  return count === 0 ? "?" : `≥ ${count}`;
}

/** "3 violations (1 critical, 2 high), 1 rule not fully checked, 5 hold, 2 not applicable" */
export function summaryOf(counts: Counts): string {
  const bySeverity = SEVERITIES.filter((severity) => counts.violations[severity] > 0).map(
    (severity) => `${counts.violations[severity]} ${severity}`,
  );
  const detail = bySeverity.length > 0 ? ` (${bySeverity.join(", ")})` : "";
  return [
    `${plural(totalViolations(counts), "violation")}${detail}`,
    counts.unknown > 0 && `${plural(counts.unknown, "rule")} not fully checked`,
    counts.compliant > 0 && `${counts.compliant} ${counts.compliant === 1 ? "holds" : "hold"}`,
    counts.notApplicable > 0 && `${counts.notApplicable} not applicable`,
  ]
    .filter(Boolean)
    .join(", ");
}

/** "1 account", "2 accounts". */
export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

import type { AccountFacts } from "../policypack/facts/account-facts";
import type { Rollout } from "../policypack/rollout/rollout";
import type { Rule } from "../policypack/rules/rule";
import { judgeAccount } from "./report/build";
import type { AccountReport } from "./report/report-model";
import type { Severity } from "./report/severity";
import { type RuleOptions, rulesFor, withOptions } from "./rule-options";

/** What the options of a report say about the judging. */
export interface Judging {
  readonly strict: boolean;
  readonly rule?: readonly Rule[];
  readonly compliance?: readonly string[];
  readonly ruleOption?: RuleOptions;
  readonly severity: Severity;
}

/** @param snapshot The file that the facts are from; null: they were read live. */
export type JudgeFacts = (
  facts: AccountFacts,
  rollout: Rollout | null,
  snapshot: string | null,
) => AccountReport;

/** Judges accounts as the options say, each at the moment that it is given. */
export function judgeBy(judging: Judging, now: () => Date): JudgeFacts {
  const { strict, compliance = [] } = judging;
  const rules = rulesOf(judging);
  return (facts, rollout, snapshot) => {
    const context = { now: now(), settings: { rollout, strict, scope: "account" as const }, options: {} };
    return judgeAccount(facts, { rules, snapshot, compliance, context });
  };
}

/**
 * Who asks for standards is answered by their controls: a rule may ask for more.
 * @throws CliError where no rule is left, and for an option of a rule that is not judged.
 */
export function rulesOf(judging: Judging): readonly Rule[] {
  const { rule, severity, ruleOption } = judging;
  return withOptions(isOfControls(judging) ? [] : rulesFor(rule, severity), ruleOption);
}

export function isOfControls({ compliance, rule }: Judging): boolean {
  return compliance !== undefined && rule === undefined;
}

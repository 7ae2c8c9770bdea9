import { InvalidArgumentError } from "commander";
import { nearest } from "../policypack/rollout/quote";
import { RULES } from "../policypack/rules";
import type { Rule } from "../policypack/rules/rule";
import { CliError } from "./errors";
import { isAtLeast, type Severity } from "./report/severity";

/**
 * Takes the names of rules, one after the other, as commander gives them.
 * @throws InvalidArgumentError for a name that no rule has.
 */
export function collectRules(name: string, chosen: readonly Rule[] = []): readonly Rule[] {
  const rule = RULES.find((rule) => rule.name === name);
  if (rule) return [...chosen, rule];
  const names = RULES.map((rule) => rule.name);
  const meant = nearest(name, names);
  const hint = meant === undefined ? `The rules are ${names.join(", ")}.` : `Did you mean ${meant}?`;
  throw new InvalidArgumentError(`There is no such rule. ${hint}`);
}

/**
 * The rules to judge by, in their usual order.
 * @throws CliError where none is left: an audit by no rule would find nothing.
 */
export function rulesFor(chosen: readonly Rule[] | undefined, severity: Severity): readonly Rule[] {
  const rules = RULES.filter(
    (rule) => (chosen?.includes(rule) ?? true) && isAtLeast(rule.severity, severity),
  );
  if (rules.length > 0) return rules;
  throw new CliError(`There is no rule left: none of those named is of severity ${severity} or worse.`);
}

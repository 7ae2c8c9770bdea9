import { InvalidArgumentError } from "commander";
import { nearest } from "../policypack/rollout/quote";
import { RULES } from "../policypack/rules";
import type { Rule } from "../policypack/rules/rule";
import { CliError } from "./errors";

/** Options of rules that were given, by the rule's name. */
export type RuleOptions = Readonly<Record<string, Readonly<Record<string, boolean>>>>;

/**
 * Takes options of rules, one after the other, as commander gives them: rule.option=true.
 * @throws InvalidArgumentError for a rule, an option or a value that is not there.
 */
export function collectRuleOptions(text: string, given: RuleOptions = {}): RuleOptions {
  const [, ruleName = "", name = "", value = ""] = /^([^.=]*)\.([^=]*)=(.*)$/s.exec(text) ?? [];
  if (ruleName === "") throw new InvalidArgumentError(`An option is written rule.option=true. ${listed()}`);
  const rule = chosen(
    "rule",
    ruleName,
    RULES.filter(hasOptions).map((rule) => rule.name),
  );
  const options = Object.keys(RULES.find((other) => other.name === rule)?.options ?? {});
  const option = chosen(`option of ${rule}`, name, options);
  return { ...given, [rule]: { ...given[rule], [option]: flag(value) } };
}

/**
 * The rules, those of which an option is given with it; the others as they are.
 * @throws CliError for an option of a rule that is not judged: whoever gives it thinks that it is.
 */
export function withOptions(rules: readonly Rule[], given: RuleOptions = {}): readonly Rule[] {
  const idle = Object.keys(given).find((name) => !rules.some((rule) => rule.name === name));
  if (idle !== undefined)
    throw new CliError(
      `--rule-option sets an option of ${idle}, which --rule, --severity or --compliance leaves out. Take it in, or leave the option out.`,
    );
  return rules.map((rule) => {
    const options = given[rule.name];
    return options ? withOwn(rule, options) : rule;
  });
}

function withOwn(rule: Rule, own: Readonly<Record<string, boolean>>): Rule {
  const check: Rule["check"] = (account, context) =>
    rule.check(account, { ...context, options: { ...context.options, ...own } });
  return { ...rule, check };
}

/** Whether a rule, with the options that were given, goes by what security keys are certified for. */
export function asksCertifications(given: RuleOptions): boolean {
  return RULES.some((rule) => rule.asksCertifications?.(given[rule.name] ?? {}));
}

/** Each option of each rule, as it is typed. */
export function ruleOptionNames(): readonly string[] {
  return RULES.filter(hasOptions).flatMap(({ name, options = {} }) =>
    Object.keys(options).map((option) => `${name}.${option}`),
  );
}

function listed(): string {
  return `There is ${ruleOptionNames().join(", ")}.`;
}

function hasOptions({ options = {} }: Rule): boolean {
  return Object.keys(options).length > 0;
}

function chosen(what: string, name: string, names: readonly string[]): string {
  if (names.includes(name)) return name;
  const meant = nearest(name, names);
  const hint = meant === undefined ? listed() : `Did you mean ${meant}?`;
  throw new InvalidArgumentError(`There is no such ${what} to set. ${hint}`);
}

/** Every option is a yes or a no so far; the type of another would not compile. */
function flag(value: string): boolean {
  if (value === "true" || value === "false") return value === "true";
  throw new InvalidArgumentError("The value is true or false.");
}

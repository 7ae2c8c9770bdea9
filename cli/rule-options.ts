import { InvalidArgumentError } from "commander";
import { nearest } from "../policypack/rollout/quote";
import { RULES } from "../policypack/rules";
import { CONTROLS, STANDARDS } from "../policypack/rules/controls";
import type { Rule } from "../policypack/rules/rule";
import { CliError } from "./errors";
import { isAtLeast, type Severity } from "./report/severity";

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
 * @throws CliError for an option of a rule that is not judged: who gives it thinks that it is.
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

/**
 * Takes the ids of standards, one after the other, as commander gives them.
 * @throws InvalidArgumentError for an id that no standard has.
 */
export function collectStandards(id: string, chosen: readonly string[] = []): readonly string[] {
  if (STANDARDS.includes(id)) return [...chosen, id];
  throw new InvalidArgumentError(`There is no such standard. The standards are ${STANDARDS.join(", ")}.`);
}

/** Whether a standard among these has a control about users without a password too. */
export function askOfEveryUser(ids: readonly string[]): boolean {
  return CONTROLS.some(({ standard, question }) => question === "user-has-mfa" && ids.includes(standard));
}

import type {
  EnforcementLevel,
  Policies,
  ReportViolation,
  StackValidationArgs,
  StackValidationPolicy,
} from "@pulumi/policy";
import type { AccountFacts } from "../facts/account-facts";
import { skippedOf } from "../facts/planned/read-plan";
import { PARTITIONS } from "../iam/partitions";
import {
  checkSafely,
  type FrameworkReference,
  pageOf,
  type Rule,
  type RuleResult,
  stepsIn,
} from "../rules/rule";
import {
  describeSkipped,
  hiding,
  safeForEngine,
  reportAs,
  reportRequired,
  reportUnknowns,
  reportViolations,
} from "./messages";
import { misspelt } from "./misspelt";
import { lazy } from "./lazy";
import { AheadOfStack, type ReadAhead } from "./read-ahead";
import { remediation } from "./resource-remediation";
import { keepSecretMarks } from "./secret-marks";
import { type ReadFacts, Run } from "./run";
import { withDefaults } from "./schema-defaults";
import {
  factsSource,
  readSettings,
  SETTINGS_PROPERTIES,
  type SettingsInput,
  timeLimit,
} from "./pack-settings";

/** The policy that takes the settings, first of all; and the one that reports what could not be read, last. */
const SETTINGS_POLICY = "settings";
const FACTS_POLICY = "facts-complete";

/** How a rule is set: a level, or that and its options. */
export type RuleConfig =
  | EnforcementLevel
  | ({ readonly enforcementLevel?: EnforcementLevel; readonly requireFacts?: boolean } & Readonly<
      Record<string, unknown>
    >);

/**
 * How a pack is set by the program that makes it; its configuration takes precedence. `Name`: what its rules are
 * called.
 */
export interface PolicyArgs<Name extends string = string> {
  /** The level of every rule that `rules` does not set. */
  readonly all?: EnforcementLevel;
  readonly rules?: Readonly<Partial<Record<Name, RuleConfig>>>;
  readonly settings?: SettingsInput;
}

/** The rules as policies of a Pulumi pack, between the settings and what could not be read. */
export function pulumiPolicies(
  rules: readonly Rule[],
  readFacts: ReadFacts,
  now: () => Date,
  args: PolicyArgs = {},
  readAhead?: ReadAhead,
): Policies {
  rejectMisspelt(rules, args);
  keepSecretMarks();
  const run = new Run(readFacts, now);
  const ahead = new AheadOfStack(run, readAhead);
  return [
    settingsPolicy(run, ahead, args.settings ?? {}),
    ...inTurn(rules).map((rule) => rulePolicy(rule, run, ahead, args)),
    factsPolicy(rules, run),
  ];
}

/** What a rule's options ask to be read is known when its policy runs, and the first policy has the account read. */
function inTurn(rules: readonly Rule[]): readonly Rule[] {
  const asksMore = ({ asksCertifications }: Rule) => asksCertifications !== undefined;
  return [...rules.filter(asksMore), ...rules.filter((rule) => !asksMore(rule))];
}

/** Before anything is looked at. Of a RunError Pulumi shows the message, and no stack. */
function rejectMisspelt(rules: readonly Rule[], args: PolicyArgs): void {
  const { rules: own = {}, settings = {} } = args;
  const names = rules.map(({ name }) => name);
  const mistakes = [
    ...misspelt("mfaGuardPolicies has no argument", Object.keys(args), ["all", "rules", "settings"]),
    ...misspelt("mfa-guard has no rule", Object.keys(own), names),
    ...misspelt("mfa-guard has no setting", Object.keys(settings), Object.keys(SETTINGS_PROPERTIES)),
    ...rules.flatMap((rule) => misspeltOptions(rule, own[rule.name])),
  ];
  if (mistakes.length === 0) return;
  const { RunError } = lazy.errors();
  throw new RunError(mistakes.join("\n"));
}

function misspeltOptions({ name, options }: Rule, given: RuleConfig | undefined): string[] {
  if (typeof given !== "object") return [];
  const known = ["enforcementLevel", "requireFacts", ...Object.keys(options ?? {})];
  return misspelt(`The rule ${name} has no option`, Object.keys(given), known);
}

/** Settings that can't be used fail the deployment; the rules then run without any grace or exemption. */
function settingsPolicy(run: Run, ahead: AheadOfStack, given: SettingsInput): StackValidationPolicy {
  return {
    ...ahead.ofSettings(given),
    name: SETTINGS_POLICY,
    description: "The settings of mfa-guard can be used.",
    enforcementLevel: "mandatory",
    severity: "high",
    configSchema: { properties: withDefaults(SETTINGS_PROPERTIES, { ...given }) },
    validateStack: (args, report) => {
      ahead.end();
      run.enter(SETTINGS_POLICY, args);
      const config = args.getConfig<SettingsInput>();
      const unknown = misspelt(
        "mfa-guard has no setting",
        Object.keys(config),
        Object.keys(SETTINGS_PROPERTIES),
      );
      for (const mistake of unknown) report(safeForEngine(mistake));
      const input = { ...given, ...config };
      run.requireFacts = input.requireFacts ?? false;
      run.livePasswords = input.livePasswords ?? false;
      reportThrown(report, () => void (run.budget = timeLimit(input)));
      run.stackTags = input.stackTags ?? {};
      reportThrown(report, () => void (run.source = factsSource(input)));
      reportThrown(report, () => void (run.settings = readSettings(input)));
    },
  };
}

/** What can't be used has its default, beside the violation: no grace, no exemption, and the account itself. */
function reportThrown(report: ReportViolation, take: () => void): void {
  try {
    take();
  } catch (error) {
    report((error as Error).message.split("\n").map(safeForEngine).join("\n"));
  }
}

function rulePolicy(rule: Rule, run: Run, ahead: AheadOfStack, args: PolicyArgs): StackValidationPolicy {
  const config = args.rules?.[rule.name];
  const given = typeof config === "object" ? config : { enforcementLevel: config };
  const { asksCertifications, remediatePolicy } = rule;
  return {
    ...metadata(rule),
    ...(asksCertifications && ahead.ofOptions((config) => asksCertifications({ ...given, ...config }))),
    configSchema: {
      properties: withDefaults({ ...rule.options, requireFacts: REQUIRE_FACTS }, { ...given }),
    },
    // Without any validation of resources each answer about a resource would have a note that there is none.
    ...(remediatePolicy && { validateResource: [], remediateResource: remediation(remediatePolicy) }),
    enforcementLevel: given.enforcementLevel ?? args.all ?? rule.level,
    validateStack: async (handed, bareReport) => {
      const stack = run.enter(rule.name, handed);
      const discretion = run.discretionOf(stack);
      const report = hiding(discretion, bareReport);
      const config = stack.getConfig<Record<string, unknown>>();
      for (const mistake of misspeltOptions(rule, config)) {
        // A mistake in how a rule is set stops the deployment, whatever the level of the rule.
        reportAs("mandatory", `${rule.description}\n${safeForEngine(mistake)}`, report);
      }
      const options = { ...given, ...config };
      if (asksCertifications?.(options)) run.certifications = true;
      const accounts = await accountsOf(run, stack);
      const context = { now: run.moment(), settings: run.settings, options };
      const results = accounts.map((account) => checkSafely(rule, account, context));
      for (const [index, result] of results.entries())
        reportViolations(inPartition(rule, accounts[index]), result, discretion, report);
      const unknowns = results.flatMap(({ outcomes }) =>
        outcomes.filter((outcome) => outcome.kind === "unknown"),
      );
      if (options["requireFacts"] ?? run.requireFacts) {
        reportRequired(unknowns, report);
      } else {
        run.unknowns.push(...unknowns.map((outcome) => ({ rule: rule.name, outcome })));
      }
      const reasons = results.map(notApplicableReason);
      if (reasons.every((reason) => reason !== undefined))
        stack.notApplicable([...new Set(reasons)].join("; "));
    },
  };
}

/** With the steps that hold where the account is. */
function inPartition(rule: Rule, account: AccountFacts | undefined): Rule {
  const partition = account?.identity.known ? account.identity.value.partition : null;
  return { ...rule, remediation: stepsIn(rule, [partition]) };
}

function metadata(rule: Rule) {
  return {
    name: rule.name,
    description: rule.description,
    severity: rule.severity,
    framework: shown(rule.frameworks[0]),
    tags: [
      ...rule.frameworks.map(({ name, version, reference }) =>
        [name, version, reference].filter(Boolean).join(" "),
      ),
      ...(rule.aliases ?? []),
    ],
    remediationSteps: stepsIn(rule, PARTITIONS)
      .map((step, index) => `${index + 1}. ${step}`)
      .join("\n"),
    url: pageOf(rule),
  };
}

/** What Pulumi's protocol has of it. */
function shown(framework: FrameworkReference | undefined) {
  if (framework === undefined) return undefined;
  const { name, version, reference, specification } = framework;
  return { name, version, reference, specification };
}

const REQUIRE_FACTS = {
  type: "boolean" as const,
  description: "Whether what could not be read is a violation of this rule; else as the settings have it.",
};

/** Undefined where the rule had anything to say. */
function notApplicableReason({ outcomes }: RuleResult): string | undefined {
  const reasons = outcomes.flatMap((outcome) => (outcome.kind === "not-applicable" ? [outcome.reason] : []));
  return reasons.length > 0 && reasons.length === outcomes.length ? reasons.join("; ") : undefined;
}

async function accountsOf(run: Run, stack: StackValidationArgs): Promise<readonly AccountFacts[]> {
  const reason = run.passedOver(stack);
  if (reason !== undefined) stack.notApplicable(reason);
  const accounts = await run.accounts(stack);
  if (accounts.length === 0) stack.notApplicable("The stack has no AWS resources.");
  return accounts;
}

/** Comes after the rules, and tells what they could not judge, and why. */
function factsPolicy(rules: readonly Rule[], run: Run): StackValidationPolicy {
  const description = "Everything that the rules needed to know could be read.";
  return {
    name: FACTS_POLICY,
    description,
    enforcementLevel: "advisory",
    severity: "medium",
    validateStack: async (handed, bareReport) => {
      const stack = run.enter(FACTS_POLICY, handed);
      const report = hiding(run.discretionOf(stack), bareReport);
      await accountsOf(run, stack);
      const inOrder = rules.flatMap(({ name }) => run.unknowns.filter(({ rule }) => rule === name));
      reportUnknowns(inOrder, report);
      const skipped = skippedOf(stack.resources).map(({ urn }) => urn);
      // Never more than said, at whatever level the policy is: the command is for something else.
      if (skipped.length > 0) reportAs("advisory", `${description}\n${describeSkipped(skipped)}`, report);
    },
  };
}

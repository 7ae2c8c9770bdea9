import type { Policies, ReportViolation, StackValidationArgs, StackValidationPolicy } from "@pulumi/policy";
import { describeReason, type Reason } from "./facts/fact";
import type { AccountFacts } from "./facts/model";
import type { Rule, RuleResult, UnknownOutcome, Violation } from "./rules/rule";

/** Reads the accounts that a stack's resources deploy to. */
export type ReadFacts = (args: StackValidationArgs) => Promise<readonly AccountFacts[]>;

/** The name of the policy that reports what could not be read. It is no rule: it judges nothing. */
export const FACTS_COMPLETE = "facts-complete";

/** How many findings a message lists before it counts the rest. */
const LISTED = 50;

interface RuleConfig {
  readonly requireFacts?: boolean;
}

/**
 * The rules as policies of a Pulumi pack. The facts are read once for all of them; the engine runs the policies of a
 * pack one after the other, in this order.
 */
export function pulumiPolicies(rules: readonly Rule[], readFacts: ReadFacts, now: () => Date): Policies {
  const run = new Run(readFacts);
  return [...rules.map((rule) => rulePolicy(rule, run, now)), factsCompletePolicy(run)];
}

/** What the policies of one analysis share. */
class Run {
  private facts: Promise<readonly AccountFacts[]> | undefined;
  private readonly asked = new Set<string>();
  unknowns: { rule: string; outcome: UnknownOutcome }[] = [];

  constructor(private readonly readFacts: ReadFacts) {}

  /** `pulumi up` analyses twice in one process, before and after: a policy that asks again begins a new run. */
  accounts(policy: string, args: StackValidationArgs): Promise<readonly AccountFacts[]> {
    if (this.facts === undefined || this.asked.has(policy)) {
      this.facts = this.readFacts(args);
      this.asked.clear();
      this.unknowns = [];
    }
    this.asked.add(policy);
    return this.facts;
  }
}

function rulePolicy(rule: Rule, run: Run, now: () => Date): StackValidationPolicy {
  return {
    name: rule.name,
    description: rule.description,
    enforcementLevel: rule.level,
    severity: rule.severity,
    framework: rule.frameworks[0],
    tags: rule.frameworks.map(({ name, version, reference }) =>
      [name, version, reference].filter(Boolean).join(" "),
    ),
    remediationSteps: rule.remediation.map((step, index) => `${index + 1}. ${step}`).join("\n"),
    url: rule.url,
    configSchema: {
      properties: {
        requireFacts: {
          type: "boolean",
          default: false,
          description: "Whether what could not be read is a violation of this rule.",
        },
      },
    },
    validateStack: async (args, report) => {
      const accounts = await run.accounts(rule.name, args);
      if (accounts.length === 0) args.notApplicable("The stack has no AWS resources.");
      const { requireFacts = false } = args.getConfig<RuleConfig>();
      for (const account of accounts) {
        const result = checkSafely(rule, account, now());
        reportViolations(result, report);
        const unknowns = result.outcomes.filter((outcome) => outcome.kind === "unknown");
        if (requireFacts) for (const { reason, urn } of unknowns) report(describeReason(reason), urn);
        else run.unknowns.push(...unknowns.map((outcome) => ({ rule: rule.name, outcome })));
      }
    },
  };
}

/** A rule that throws is a finding, and the other rules still run. */
function checkSafely(rule: Rule, account: AccountFacts, now: Date): RuleResult {
  try {
    return rule.check(account, { now });
  } catch (error) {
    const message = `The rule itself failed for ${account.label}, so nothing was checked: ${(error as Error).stack}`;
    return { outcomes: [{ kind: "violation", subject: account.label, message }] };
  }
}

/** Findings about resources go to their URN, one by one; those about the account go to the stack, as one list. */
function reportViolations({ headline, outcomes }: RuleResult, report: ReportViolation): void {
  const violations = outcomes.filter((outcome): outcome is Violation => outcome.kind === "violation");
  for (const { message, urn } of violations.filter((v) => v.urn !== undefined)) report(message, urn);
  const ofAccount = violations.filter((v) => v.urn === undefined);
  if (headline === undefined) ofAccount.forEach(({ message }) => report(message));
  else if (ofAccount.length > 0) report(`${headline}:\n${bullets(ofAccount.map(({ message }) => message))}`);
}

function bullets(lines: readonly string[]): string {
  const more = lines.length > LISTED ? [`and ${lines.length - LISTED} more`] : [];
  return [...lines.slice(0, LISTED), ...more].map((line) => `  - ${line}`).join("\n");
}

/** Comes after the rules, and tells what they could not judge, and why: each reason once. */
function factsCompletePolicy(run: Run): StackValidationPolicy {
  return {
    name: FACTS_COMPLETE,
    description: "Everything that the rules needed to know could be read.",
    enforcementLevel: "advisory",
    severity: "medium",
    validateStack: async (args, report) => {
      const accounts = await run.accounts(FACTS_COMPLETE, args);
      if (accounts.length === 0) args.notApplicable("The stack has no AWS resources.");
      for (const { reason, rules, urn } of byReason(run.unknowns)) {
        report(`Not checked by ${[...rules].join(", ")}: ${describeReason(reason)}`, urn);
      }
    },
  };
}

function byReason(unknowns: Run["unknowns"]) {
  const groups = new Map<string, { reason: Reason; rules: Set<string>; urn: string | undefined }>();
  for (const { rule, outcome } of unknowns) {
    const key = describeReason(outcome.reason) + (outcome.urn ?? "");
    const group = groups.get(key) ?? { reason: outcome.reason, rules: new Set(), urn: outcome.urn };
    group.rules.add(rule);
    groups.set(key, group);
  }
  return groups.values();
}

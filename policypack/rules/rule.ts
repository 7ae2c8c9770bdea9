import type { Reason } from "../facts/fact";
import type { AccountFacts } from "../facts/account-facts";
import type { Rollout } from "../rollout/rollout";

/** A check, with everything that reports say of it. Pure: facts, options and a clock in, outcomes out. */
export interface Rule {
  /** Also the file's name, the policy's name and the key in a pack's configuration. */
  readonly name: string;
  readonly level: "mandatory" | "advisory";
  readonly severity: "low" | "medium" | "high" | "critical";
  /** One sentence: what the account is like when the rule is content. */
  readonly description: string;
  /** The standards that ask about the same matter. `control-answers.ts` tells whether they are met, not a rule. */
  readonly frameworks: readonly FrameworkReference[];
  /** Names of the rule in other tools. */
  readonly aliases?: readonly string[];
  /** Steps that a person can follow, in order. */
  readonly remediation: readonly string[];
  /** The steps of a partition where others hold, each naming it; undefined: the steps above. */
  readonly remediationIn?: (partition: string) => readonly string[] | undefined;
  /** Each finding says itself what to do: the steps are one for each kind of finding, and the first is not of all. */
  readonly remedyInFinding?: true;
  /** AWS's page about the matter. */
  readonly reference: string;
  /** Address of the rule's own page. Left out: the page of its name in this project. */
  readonly documentation?: string;
  /** The rule's own options; those that several rules share are the settings. */
  readonly options?: Readonly<Record<string, RuleOption>>;
  /**
   * Whether the rule, with these options, goes by what security keys are certified for, which is not read else. In the
   * pack such a rule comes before the others, as the account is read once for all.
   */
  readonly asksCertifications?: (options: RuleContext["options"]) => boolean;
  check(account: AccountFacts, context: RuleContext): RuleResult;
  /**
   * The policy document (JSON) of a resource in the stack with the smallest change that makes the rule content; null:
   * nothing to change, or no such change. For a rule that is set to `remediate`.
   */
  readonly remediatePolicy?: (json: string) => string | null;
}

/** An option of a rule, as its users see it. */
export interface RuleOption {
  readonly type: "boolean";
  readonly default: boolean;
  readonly description: string;
}

/** Where a published standard asks for what a rule checks. */
export interface FrameworkReference {
  readonly name: string;
  readonly version: string;
  readonly reference: string;
  readonly specification: string;
  /** Address of what says that the standard asks for it: AWS's own page, or another tool's table. */
  readonly source: string;
}

export interface RuleContext {
  readonly now: Date;
  readonly settings: Settings;
  /** The rule's own options; one that is absent has its default. */
  readonly options: Readonly<Record<string, unknown>>;
}

export interface RuleResult {
  /** Says in one line what the findings have in common: "4 of 9 console users have no MFA device". */
  readonly headline?: string;
  /** The rule threw: its steps are for what it finds, and do not apply. */
  readonly failed?: true;
  /** Empty: compliant. */
  readonly outcomes: readonly Outcome[];
}

export type Outcome = Violation | UnknownOutcome | NotApplicable;

export interface Violation {
  readonly kind: "violation";
  /** Whom or what it is about: a user's name, or a resource's URN. */
  readonly subject: string;
  readonly message: string;
  /** The resource in the stack, where there is one; else it is the account's. */
  readonly urn?: string;
}

/** The rule could not judge the subject. Never a pass. */
export interface UnknownOutcome {
  readonly kind: "unknown";
  readonly subject: string;
  readonly reason: Reason;
  readonly urn?: string;
}

export interface NotApplicable {
  readonly kind: "not-applicable";
  readonly reason: string;
}

/** A rule's steps where accounts are; null: it could not be read where. */
export function stepsIn(rule: Rule, partitions: readonly (string | null)[]): readonly string[] {
  const all = [...new Set(partitions)].filter((partition) => partition !== null);
  return all.length === 0
    ? rule.remediation
    : [...new Set(all.flatMap((partition) => rule.remediationIn?.(partition) ?? rule.remediation))];
}

/** Runs a rule. One that throws is a finding, and the other rules still run. */
export function checkSafely(rule: Rule, account: AccountFacts, context: RuleContext): RuleResult {
  try {
    return rule.check(account, context);
  } catch (error) {
    const message = `The rule itself failed for ${account.label}, so nothing was checked: ${(error as Error).stack}`;
    return { failed: true, outcomes: [{ kind: "violation", subject: account.label, message }] };
  }
}

/** What several rules go by. */
export interface Settings {
  /** Who is to be enrolled by when, and who is exempt; null: no rollout file, so no grace and no exemption. */
  readonly rollout: Rollout | null;
  /** Whether users who are in grace, or denied until they enrol, are violations too. */
  readonly strict: boolean;
  /** Which live users count: all of the account, or those that the stack manages. */
  readonly scope: "account" | "stack";
}

export const DEFAULT_SETTINGS: Settings = { rollout: null, strict: false, scope: "account" };

/** Where the project's documentation is; its repository is also named in the pack's package.json. */
const REPOSITORY = "https://github.com/mfa-guard/mfa-guard";

/** A rule's own page, which for ours is made from its metadata. */
export function pageOf(rule: { readonly name: string; readonly documentation?: string }): string {
  return rule.documentation ?? `${REPOSITORY}/blob/main/docs/rules/${rule.name}.md`;
}

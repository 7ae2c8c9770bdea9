import type { StackValidationArgs } from "@pulumi/policy";
import { DEFAULT_TIME_LIMIT } from "../facts/live/budget";
import type { AccountFacts } from "../facts/account-facts";
import { DEFAULT_SETTINGS, type Settings, type UnknownOutcome } from "../rules/rule";
import { type Discretion, discretionOf } from "./discretion";
import { takeResources } from "./resources-once";
import { type FactsSource, lacking } from "./pack-settings";

/** What is read only where it is asked for. */
export interface Asking {
  /** Whether each user is asked about who has no password by the credential report. */
  readonly livePasswords: boolean;
  /** Milliseconds for the reading of an account. */
  readonly budget: number;
  /** Whether it is asked what the security keys of administrators are certified for. */
  readonly certifications: boolean;
}

/** Gives the accounts that a stack's resources deploy to, read live or taken from a snapshot. */
export type ReadFacts = (
  args: StackValidationArgs,
  source: FactsSource,
  asking: Asking,
) => Promise<readonly AccountFacts[]>;

/**
 * What the policies of one analysis share. The engine runs the policies of a pack one after the other; `pulumi up`
 * analyses twice in one process, before and after, so a policy that comes again begins a new run.
 */
export class Run {
  settings: Settings = DEFAULT_SETTINGS;
  requireFacts = false;
  source: FactsSource = null;
  livePasswords = false;
  budget = DEFAULT_TIME_LIMIT;
  certifications = false;
  stackTags: Readonly<Record<string, string>> = {};
  /** A reading that was begun while the engine planned the resources. */
  ahead: { readonly asking: Asking; readonly read: ReadFacts } | undefined;
  unknowns: { readonly rule: string; readonly outcome: UnknownOutcome }[] = [];
  private resources: StackValidationArgs["resources"] = [];
  private discretion: Discretion | undefined;
  private facts: Promise<readonly AccountFacts[]> | undefined;
  private judgedAt: Date | undefined;
  private readonly entered = new Set<string>();

  constructor(
    private readonly readFacts: ReadFacts,
    private readonly now: () => Date,
  ) {}

  /**
   * To be called by each policy before anything else.
   * @returns What the policy is given, with all resources of the stack: those after the first may be given none.
   */
  enter(policy: string, handed: StackValidationArgs): StackValidationArgs {
    if (this.entered.has(policy)) {
      this.entered.clear();
      this.settings = DEFAULT_SETTINGS;
      this.requireFacts = false;
      this.source = null;
      this.livePasswords = false;
      this.budget = DEFAULT_TIME_LIMIT;
      this.certifications = false;
      this.stackTags = {};
      this.unknowns = [];
      this.resources = [];
      this.facts = undefined;
      this.discretion = undefined;
      this.judgedAt = undefined;
    }
    this.entered.add(policy);
    if (handed.resources.length === 0) return { ...handed, resources: this.resources };
    this.resources = handed.resources;
    takeResources(handed.resources.length);
    return handed;
  }

  /** Why the stack is none of the pack's matter by its tags; undefined: it is. */
  passedOver({ stackTags }: StackValidationArgs): string | undefined {
    const lacks = lacking(this.stackTags, stackTags);
    return lacks && `The settings ask for the stack tag ${lacks.join("=")}, which this stack does not carry.`;
  }

  /** What no message may show, found once for all policies. */
  discretionOf({ resources }: StackValidationArgs): Discretion {
    return (this.discretion ??= discretionOf(resources));
  }

  /** When the facts are judged. One moment for all rules, whose answers must fit together: users are judged once. */
  moment(): Date {
    return (this.judgedAt ??= this.now());
  }

  /** The facts, read once for all policies. */
  accounts(args: StackValidationArgs): Promise<readonly AccountFacts[]> {
    return (this.facts ??= this.reading()(args, this.source, this));
  }

  /** What was begun for one analysis is that one's alone, and only where it asked for the same. */
  private reading(): ReadFacts {
    const { ahead } = this;
    this.ahead = undefined;
    if (!ahead || this.source) return this.readFacts;
    const { livePasswords, budget, certifications } = ahead.asking;
    const isSame =
      livePasswords === this.livePasswords &&
      budget === this.budget &&
      certifications === this.certifications;
    return isSame ? ahead.read : this.readFacts;
  }
}

import type { Statement } from "./policy-document";
import { Memory, remembered } from "./memory";
import { not, some, type Ternary } from "./ternary";
import { matchesPattern, parseWildcards } from "./wildcard";

/**
 * Whether an action ("iam:GetUser") is one that a pattern of Action or NotAction names. Case does not matter.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
 */
export function matchesAction(pattern: string, action: string): Ternary {
  return actionMatcher(pattern)(action);
}

/** Consecutive actions of one service. */
export interface ServiceRun {
  /** In small letters. */
  readonly service: string;
  readonly actions: readonly string[];
}

/** One list of all actions serves all users. */
const RUNS = new WeakMap<readonly string[], readonly ServiceRun[]>();

/** The actions in their order. */
export function runsOf(actions: readonly string[]): readonly ServiceRun[] {
  const runs = RUNS.get(actions) ?? cutIntoRuns(actions);
  RUNS.set(actions, runs);
  return runs;
}

function cutIntoRuns(actions: readonly string[]): ServiceRun[] {
  const runs: ServiceRun[] = [];
  let run: string[] = [];
  let prefix: string | undefined;
  for (const action of actions) {
    if (prefix === undefined || !action.startsWith(prefix)) {
      const colon = action.indexOf(":");
      prefix = colon < 0 ? undefined : action.slice(0, colon + 1);
      run = [];
      runs.push({ service: serviceOf(action), actions: run });
    }
    run.push(action);
  }
  return runs;
}

/** Of an action, or of a pattern of actions, in small letters; of "*" it is "*". */
export function serviceOf(pattern: string): string {
  const colon = pattern.indexOf(":");
  return (colon < 0 ? pattern : pattern.slice(0, colon)).toLowerCase();
}

/**
 * The services of which a statement's lists may tell one action from another; of every other it says the same of all.
 */
export function namedServices({ actions = [], notActions = [] }: Statement): string[] {
  return [...actions, ...notActions].map(serviceOf);
}

type Matcher = (action: string) => Ternary;

/** A document is judged in many scenarios; what its actions match is the same in all of them. */
const MATCHERS = new WeakMap<Statement, Matcher>();

/** By what the statement lists: accounts of an organization have the same statements. */
const SHARED = new Memory<Matcher>(100_000);

/** Whether a statement is about an action. A statement with neither Action nor NotAction can't be told. */
export function statementActions(statement: Statement): Matcher {
  const matcher = MATCHERS.get(statement) ?? sharedMatcher(statement);
  MATCHERS.set(statement, matcher);
  return matcher;
}

type Listed = Pick<Statement, "actions" | "notActions">;

function sharedMatcher(listed: Listed): Matcher {
  const key = JSON.stringify([listed.actions, listed.notActions]);
  return SHARED.of(key, () => remembered(readActions(listed), () => SHARED.taken()));
}

function readActions({ actions, notActions }: Listed): Matcher {
  const listed = actions ?? notActions;
  if (!listed) return () => ({ doubt: "the statement has neither Action nor NotAction" });
  const matchers = listed.map(actionMatcher);
  const anyOf = (action: string) => some(matchers.map((matches) => matches(action)));
  return actions ? anyOf : (action) => not(anyOf(action));
}

/** The same for who asks of many actions. */
export function actionMatcher(pattern: string): Matcher {
  if (/^\*+$/.test(pattern)) return () => true;
  const [service = ""] = pattern.split(":");
  // IAM refuses such patterns, or means something that it does not document.
  if (!pattern.includes(":") || /[*?]/.test(service)) {
    return () => ({ doubt: `the action ${JSON.stringify(pattern)} names no service` });
  }
  const parsed = parseWildcards(pattern.toLowerCase());
  return (action) => matchesPattern(parsed, action.toLowerCase());
}

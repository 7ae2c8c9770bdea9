import { namedServices, runsOf } from "./actions";
import {
  type Applying,
  conclude,
  type Decision,
  documentsOf,
  layersOf,
  type Need,
  needOf,
  type PolicySet,
  prepare,
  type ReadyPolicies,
  type ReadyStatement,
} from "./evaluate";
import { contextOf, type Principal, type RequestScenario, variesWithScenario } from "./request-scenarios";
import { every, isDoubt, type Ternary } from "./ternary";

/** What becomes of actions that no statement tells apart: a decision for each of the resources that are not left out. */
export interface Row {
  readonly actions: readonly string[];
  readonly byResource: readonly Decision[];
}

/**
 * For a principal with these policies: what becomes of each action on each resource, a table for each scenario.
 * Actions that no statement tells apart are decided once: 22,000 of them cost little more than one of each kind.
 *
 * Exact for the actions and resources given. Which resources an action takes is not known here, so that what is
 * allowed on one that the action can't act on counts as allowed: that is on the safe side.
 *
 * @param leavesOut Which resources are left out for the actions of a service, named in small letters.
 */
export function tabulate(
  policies: PolicySet,
  principal: Principal,
  actions: readonly string[],
  resources: readonly string[],
  scenarios: readonly RequestScenario[],
  leavesOut: (service: string) => (resource: string) => boolean = () => none,
): Row[][] {
  const prepared = scenarios.map((scenario) => prepare(policies, contextOf(scenario, principal)));
  const statements = prepared[0]?.statements ?? [];
  const leftOut = new Map<(resource: string) => boolean, readonly boolean[]>();
  const left = (service: string) => {
    const isLeft = leavesOut(service);
    const known = leftOut.get(isLeft) ?? resources.map(isLeft);
    leftOut.set(isLeft, known);
    return known;
  };
  const kinds = groupAlike(actions, statements, servicesToldApart(policies), left);
  const aboutIn = (ready: ReadyPolicies) =>
    resources.map((resource) => ready.statements.map((s) => s.matchesResource(resource)));
  const about = prepared[0] && aboutIn(prepared[0]);
  const varies = resourcesVary(policies);
  return prepared.map((ready) => {
    const ofResources = about && !varies ? about : aboutIn(ready);
    return kinds.map((kind) => ({
      actions: kind.actions,
      byResource: ofResources
        .filter((_, i) => !kind.leftOut[i])
        .map((ofResource) => decideKind(ready, kind, ofResource)),
    }));
  });
}

const none = () => false;

/** Whether what a statement says of a resource depends on more than the principal. */
function resourcesVary(policies: PolicySet): boolean {
  const statements = layersOf(policies).flatMap((layer) =>
    layer.flatMap(({ document }) => document.statements),
  );
  return statements.some(({ resources = [], notResources = [] }) =>
    [...resources, ...notResources].some(variesWithScenario),
  );
}

/** The decision that lets the most through: "may succeed" before "can't tell" before "denied". */
export function worst(decisions: readonly Decision[]): Decision {
  const find = (outcome: Decision["outcome"]) => decisions.find((decision) => decision.outcome === outcome);
  return find("may succeed") ?? find("can't tell") ?? decisions[0] ?? { outcome: "denied", by: null };
}

interface Kind {
  readonly need: Need;
  readonly actions: readonly string[];
  /** For each statement, whether it is about these actions. */
  readonly matches: readonly Ternary[];
  /** For each resource. */
  readonly leftOut: readonly boolean[];
}

/** STS has actions that need no permission. */
function servicesToldApart(policies: PolicySet): ReadonlySet<string> {
  const statements = documentsOf(policies).flatMap((document) => document.statements);
  return new Set(["sts", ...statements.flatMap(namedServices)]);
}

/** @param toldApart Of all other services, one action is asked about for all beside it. */
function groupAlike(
  actions: readonly string[],
  statements: readonly ReadyStatement[],
  toldApart: ReadonlySet<string>,
  leftOutOf: (service: string) => readonly boolean[],
): Kind[] {
  const kinds = new Map<string, Kind & { actions: string[] }>();
  const add = (action: string, all: readonly string[], leftOut: readonly boolean[]) => {
    const matches = statements.map((statement) => statement.matchesAction(action));
    const need = needOf(action);
    const answers = matches.map((truth) => (isDoubt(truth) ? "?" : truth ? "1" : "0"));
    const key = [need, ...answers, "on", ...leftOut.map(Number)].join("");
    const kind = kinds.get(key) ?? { need, actions: [], matches, leftOut };
    for (const one of all) kind.actions.push(one);
    kinds.set(key, kind);
  };
  for (const run of runsOf(actions)) {
    const leftOut = leftOutOf(run.service);
    if (toldApart.has(run.service)) for (const action of run.actions) add(action, [action], leftOut);
    else add(run.actions[0] as string, run.actions, leftOut);
  }
  return [...kinds.values()];
}

function decideKind(
  { layers, statements }: ReadyPolicies,
  { need, matches }: Kind,
  about: readonly Ternary[],
): Decision {
  const applying = statements.flatMap(({ ref, effect, layer, holds }, s): Applying[] => {
    const applies = every([matches[s] ?? false, about[s] ?? false, holds]);
    return applies === false ? [] : [{ ref, effect, layer, applies }];
  });
  return conclude(need, applying, layers);
}

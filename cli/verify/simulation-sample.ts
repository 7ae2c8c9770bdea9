import {
  decide,
  documentsOf,
  prepare,
  type PolicySet,
  type ReadyPolicies,
  type StatementRef,
} from "../../policypack/iam/evaluate";
import { CREATE_DEVICE, ENABLE_DEVICE } from "../../policypack/iam/force-mfa-statements";
import { NO_RESOURCE } from "../../policypack/iam/resources";
import { enrolmentResources, sampleResources } from "../../policypack/iam/samples";
import { contextOf, type Principal, type RequestScenario } from "../../policypack/iam/request-scenarios";
import type { ActionList } from "./action-list";

/** One thing to ask AWS's simulator about. */
export interface Probe {
  readonly action: string;
  readonly resource: string;
}

export interface Sample {
  readonly probes: readonly Probe[];
  /** Statements that no probe is about: none of the actions that exist is, or on nothing that can be named. */
  readonly missed: readonly StatementRef[];
}

/** Actions that every simulator knows, asked about where a statement takes in more than it names. */
const WELL_KNOWN = [
  "s3:ListAllMyBuckets",
  "ec2:DescribeInstances",
  "iam:ListRoles",
  "iam:DeactivateMFADevice",
];

/** As many of a statement's actions are tried on a resource, to find one that acts on it. */
const TRIED = 100;

/**
 * Actions and resources that hit every statement of a user's policies, where it decides if it does anywhere; and the
 * steps of enrolling and disarming, whatever the policies say of them.
 */
export async function chooseSample(
  policies: PolicySet,
  principal: Principal,
  scenarios: readonly RequestScenario[],
  list: ActionList,
): Promise<Sample> {
  const ready = scenarios.map((scenario) => prepare(policies, contextOf(scenario, principal)));
  const resources = nameable(sampleResources(principal, documentsOf(policies)), principal);
  const probes = fixedProbes(principal);
  const missed: StatementRef[] = [];
  const inOrder = { ...list, actions: [...WELL_KNOWN, ...list.actions] };
  for (const [index, { ref }] of (ready[0]?.statements ?? []).entries()) {
    if (probes.some((probe) => decides(ready, index, probe))) continue;
    const found = await findProbe(ready, index, inOrder, resources);
    if (found) probes.push(found);
    else if (!probes.some((probe) => isAbout(ready, index, probe))) missed.push(ref);
  }
  return { probes: unique(probes), missed };
}

/** Samples of our own making name no AWS service, or what no name has in it, and a simulator may refuse them. */
function nameable(resources: readonly string[], { partition }: Principal): string[] {
  const isNameable = (resource: string) =>
    !resource.startsWith(`arn:${partition}:mfa-guard-sample:`) && !/[*?${}]/.test(resource);
  return resources.filter((resource) => resource === NO_RESOURCE || isNameable(resource));
}

function fixedProbes(principal: Principal): Probe[] {
  const { ownUser, freeDevice } = enrolmentResources(principal);
  return [
    { action: "s3:ListAllMyBuckets", resource: NO_RESOURCE },
    { action: CREATE_DEVICE, resource: freeDevice },
    { action: ENABLE_DEVICE, resource: ownUser },
    { action: "iam:DeactivateMFADevice", resource: ownUser },
  ];
}

function isAbout(ready: readonly ReadyPolicies[], index: number, { action, resource }: Probe): boolean {
  const statement = ready[0]?.statements[index];
  return statement?.matchesAction(action) === true && statement.matchesResource(resource) === true;
}

/** Whether the statement is the one that decides, in any scenario. */
function decides(ready: readonly ReadyPolicies[], index: number, { action, resource }: Probe): boolean {
  const ref = ready[0]?.statements[index]?.ref;
  return ready.some((policies) => {
    const decision = decide(policies, action, resource);
    return decision.outcome !== "can't tell" && isSame(decision.by, ref);
  });
}

function isSame(a: StatementRef | null, b: StatementRef | undefined): boolean {
  return a !== null && a.policy === b?.policy && a.index === b.index;
}

/** What the statement is about and is possible: where it decides, if it does anywhere. */
async function findProbe(
  ready: readonly ReadyPolicies[],
  index: number,
  { actions, actsOn }: ActionList,
  resources: readonly string[],
): Promise<Probe | undefined> {
  let possible: Probe | undefined;
  for (const probe of candidatesFor(ready, index, actions, resources)) {
    const isDeciding = decides(ready, index, probe);
    if (possible && !isDeciding) continue;
    if (!(await actsOn(probe.action, probe.resource))) continue;
    if (isDeciding) return probe;
    possible = probe;
  }
  return possible;
}

function candidatesFor(
  ready: readonly ReadyPolicies[],
  index: number,
  actions: readonly string[],
  resources: readonly string[],
): Probe[] {
  const statement = ready[0]?.statements[index];
  const about = resources.filter((resource) => statement?.matchesResource(resource) === true);
  const matching = actions.filter((action) => statement?.matchesAction(action) === true);
  return about.flatMap((resource) => {
    // Most actions act on what their own service has; "*" is for all.
    const service = resource === NO_RESOURCE ? "" : `${resource.split(":")[2] ?? ""}:`;
    const likely = matching.filter((action) => action.startsWith(service)).slice(0, TRIED);
    return likely.map((action) => ({ action, resource }));
  });
}

function unique(probes: readonly Probe[]): Probe[] {
  return [...new Map(probes.map((probe) => [`${probe.action} ${probe.resource}`, probe])).values()];
}

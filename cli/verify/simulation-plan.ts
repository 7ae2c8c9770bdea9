import type { PolicyDocument } from "../../policypack/iam/policy-document";
import {
  decide,
  documentsOf,
  type PolicySet,
  prepare,
  type ReadyPolicies,
  type StatementRef,
} from "../../policypack/iam/evaluate";
import { CREATE_DEVICE, ENABLE_DEVICE } from "../../policypack/iam/force-mfa-statements";
import {
  contextOf,
  type Principal,
  type RequestScenario,
  scenarios,
} from "../../policypack/iam/request-scenarios";
import { NO_RESOURCE } from "../../policypack/iam/resources";
import { enrolmentResources, sampleResources } from "../../policypack/iam/samples";
import type { ActionList } from "./action-list";
import type { Group, JudgedUser, Verification } from "./verify";

/** One call of the simulator: one user in one scenario, about some actions and resources. */
export interface SimulationCall {
  readonly policies: PolicySet;
  readonly principal: Principal;
  readonly scenario: RequestScenario;
  readonly probes: readonly Probe[];
}

export interface SimulationPlan {
  readonly calls: readonly SimulationCall[];
  /** Users about whom AWS is asked. */
  readonly users: readonly string[];
  /** Covered users about whom it is not, because there would be more calls than allowed. */
  readonly leftOut: readonly string[];
  /** Statements that no probe is about. */
  readonly missed: readonly StatementRef[];
}

/**
 * What to ask AWS's simulator: each covered user in each scenario, those first who stand for the others with the
 * same policies. A user under no policy that means to force MFA is a finding already.
 * @param maxCalls Users whose calls would go beyond it are left out.
 */
export async function planSimulation(
  { groups, at }: Verification,
  list: ActionList,
  maxCalls: number,
): Promise<SimulationPlan> {
  const covered = groups.filter(({ answer }) => answer.forces);
  const prepared = await Promise.all(covered.map((group) => prepareGroup(group, at, list)));
  const calls: SimulationCall[] = [];
  const users: string[] = [];
  const leftOut: string[] = [];
  for (const { user, callsFor } of inTurn(prepared)) {
    const own = callsFor(user);
    const isWithin = calls.length + own.length <= maxCalls;
    (isWithin ? users : leftOut).push(user.name);
    if (isWithin) calls.push(...own);
  }
  return { calls, users, leftOut, missed: prepared.flatMap(({ missed }) => missed) };
}

interface Prepared {
  readonly users: readonly JudgedUser[];
  readonly missed: readonly StatementRef[];
  readonly callsFor: (user: JudgedUser) => SimulationCall[];
}

async function prepareGroup(
  { policies, answer, users }: Group,
  at: Date,
  list: ActionList,
): Promise<Prepared> {
  const [{ principal: first }] = users;
  const asked = scenariosFor(policies, [at, answer.moments.at(-1)?.at ?? at]);
  const { probes, missed } = await chooseSample(policies, first, asked, list);
  const callsFor = ({ principal }: JudgedUser) => {
    const own = forUser(probes, policies, first, principal);
    return asked.map((scenario) => ({ policies, principal, scenario, probes: own }));
  };
  return { users, missed, callsFor };
}

/** The first user's sample, for another with the same answer: whose sample resources are the same, one by one. */
function forUser(probes: readonly Probe[], policies: PolicySet, first: Principal, user: Principal): Probe[] {
  const [theirs, own] = [first, user].map((who) => sampleResources(who, documentsOf(policies)));
  return probes.map(({ action, resource }) => {
    return { action, resource: own?.[theirs?.indexOf(resource) ?? -1] ?? resource };
  });
}

/** The first of each group, then the second of each, and so on. */
function inTurn(groups: readonly Prepared[]): { user: JudgedUser; callsFor: Prepared["callsFor"] }[] {
  const longest = Math.max(0, ...groups.map(({ users }) => users.length));
  return Array.from({ length: longest }, (_, turn) => turn).flatMap((turn) =>
    groups.flatMap(({ users, callsFor }) => {
      const user = users[turn];
      return user ? [{ user, callsFor }] : [];
    }),
  );
}

/** Now and when all dates are past. Through an AWS service only where the policies tell that apart. */
function scenariosFor(policies: PolicySet, times: readonly Date[]): RequestScenario[] {
  const distinct = [...new Map(times.map((time) => [time.getTime(), time])).values()];
  const tellApart = mentions(documentsOf(policies), "aws:ViaAWSService");
  return scenarios(distinct).filter(({ viaService }) => tellApart || !viaService);
}

/** Whether documents name a condition key, in a condition or as a variable. */
export function mentions(documents: readonly PolicyDocument[], key: string): boolean {
  return JSON.stringify(documents).toLowerCase().includes(key.toLowerCase());
}

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
async function chooseSample(
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

import type { PolicyDocument } from "../../policypack/iam/document";
import { documentsOf, type PolicySet, type StatementRef } from "../../policypack/iam/evaluate";
import { sampleResources } from "../../policypack/iam/samples";
import { type Principal, type RequestScenario, scenarios } from "../../policypack/iam/request-scenarios";
import type { ActionList } from "./action-list";
import { chooseSample, type Probe } from "./simulation-sample";
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
 * same policies. Whoever is under no policy that means to force MFA is a finding already.
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

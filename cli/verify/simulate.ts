import type { EvaluationResult, IAMClient, PolicyEvaluationDecisionType } from "@aws-sdk/client-iam";
import pLimit from "p-limit";
import type { Fact, Reason } from "../../policypack/facts/fact";
import { counted, UNWATCHED, type Watch } from "../../policypack/facts/live/watch";
import { decide, type Decision, needOf, type PolicySet, prepare } from "../../policypack/iam/evaluate";
import { contextOf, type Principal, type RequestScenario } from "../../policypack/iam/request-scenarios";
import type { Probe, SimulationCall, SimulationPlan } from "./simulation-plan";
import { PURPOSE, Simulator, type SimulatorOptions } from "./simulator";

/** What AWS's own simulator says to the local judgement. */
export interface Simulation extends Pick<SimulationPlan, "users" | "leftOut" | "missed"> {
  /** Calls that were made; more than planned where AWS would not take several actions together. */
  readonly calls: number;
  /** Decisions that were compared. */
  readonly compared: number;
  /** Decisions that can't be told here, and so were not. */
  readonly notTold: number;
  /** Decisions in which a service control policy denies more than the user's own policies do. */
  readonly deniedByOrganization: number;
  readonly disagreements: readonly Disagreement[];
  /** Why a user could not be asked about; each with the users concerned. */
  readonly gaps: readonly { readonly subject: string; readonly reason: Reason }[];
}

/** AWS throttles the simulator well below its other calls. */
const CONCURRENCY = 4;

/**
 * Asks AWS's simulator what was planned, and compares. Never throws: what could not be asked is a gap. Where the
 * first call is refused, the others are not made.
 */
export async function simulate(
  iam: IAMClient,
  plan: SimulationPlan,
  options: SimulatorOptions,
  watch = UNWATCHED,
): Promise<Simulation> {
  const simulator = new Simulator(iam, options);
  const answers = await askAll(simulator, plan.calls, watch);
  const comparisons = answers.flatMap(({ call, results }) =>
    results.known ? compareCall(call, results.value) : [],
  );
  const gaps = answers.flatMap(({ call, results }) =>
    results.known ? [] : [{ subject: call.principal.name, reason: results.reason }],
  );
  const { users, leftOut, missed } = plan;
  return {
    users,
    leftOut,
    missed,
    calls: simulator.calls,
    ...summary(comparisons),
    gaps: [...gaps, ...silence(answers)],
  };
}

async function askAll(
  simulator: Simulator,
  calls: readonly SimulationCall[],
  watch: Watch,
): Promise<Answered[]> {
  const [first, ...rest] = calls;
  if (!first) return [];
  const ask = async (call: SimulationCall) => ({ call, results: await simulator.ask(call) });
  const tried = await ask(first);
  // A user who was deleted in the meantime says nothing of the others.
  if (!tried.results.known && tried.results.reason.code !== "NoSuchEntity") return [tried];
  const limit = counted(watch, "calls of AWS's simulator", pLimit(CONCURRENCY));
  return [tried, ...(await Promise.all(rest.map((call) => limit(() => ask(call)))))];
}

function summary(comparisons: readonly Comparison[]) {
  const count = (kind: Comparison) => comparisons.filter((comparison) => comparison === kind).length;
  const disagreements = comparisons.filter((comparison) => typeof comparison === "object");
  const deniedByOrganization = count("denied by the organization");
  return {
    compared: count("agree") + disagreements.length + deniedByOrganization,
    notTold: count("not told"),
    deniedByOrganization,
    disagreements,
  };
}

interface Answered {
  readonly call: SimulationCall;
  readonly results: Fact<readonly EvaluationResult[]>;
}

/** Where AWS answered, and not to everything. */
function silence(answers: readonly Answered[]): Simulation["gaps"] {
  return answers.flatMap(({ call, results }) => {
    const isSilent = results.known && compareCall(call, results.value).includes("no answer");
    if (!isSilent) return [];
    const reason = {
      ...PURPOSE,
      code: "NotInTheAnswer",
      message: "AWS left an action out",
      remedy: "Run again.",
    };
    return [{ subject: call.principal.name, reason }];
  });
}

/** AWS's simulator and the local judgement say different things. */
export interface Disagreement {
  readonly user: string;
  readonly scenario: RequestScenario;
  readonly probe: Probe;
  readonly ours: "may succeed" | "denied";
  readonly aws: PolicyEvaluationDecisionType;
}

/** What became of one probe. */
type Comparison =
  | "agree"
  /** It can't be told here, so there is nothing to compare. */
  | "not told"
  /** A service control policy denies more, which is not looked at here. */
  | "denied by the organization"
  | "no answer"
  | Disagreement;

/** Compares what AWS answered to a call with what is said here of it. */
function compareCall(
  { policies, principal, scenario, probes }: SimulationCall,
  results: readonly EvaluationResult[],
): Comparison[] {
  const judge = judgeIn(policies, scenario, principal);
  return probes.map((probe) => {
    const decision = judge(probe);
    const result = resultFor(probe, results);
    if (!result) return "no answer";
    if (decision.outcome === "can't tell") return "not told";
    const theirs = passes(probe.action, result.decision) ? "may succeed" : "denied";
    if (theirs === decision.outcome) return "agree";
    if (theirs === "denied" && result.byOrganization) return "denied by the organization";
    return { user: principal.name, scenario, probe, ours: decision.outcome, aws: result.decision };
  });
}

function judgeIn(
  policies: PolicySet,
  scenario: RequestScenario,
  principal: Principal,
): (probe: Probe) => Decision {
  const ready = prepare(policies, contextOf(scenario, principal));
  return ({ action, resource }) => decide(ready, action, resource);
}

/** The simulator knows of no action that needs no permission. */
function passes(action: string, decision: PolicyEvaluationDecisionType): boolean {
  return needOf(action) === "an allow" ? decision === "allowed" : decision !== "explicitDeny";
}

interface Result {
  readonly decision: PolicyEvaluationDecisionType;
  readonly byOrganization: boolean;
}

/** AWS may answer with one result for each resource, or with one for all that lists them. */
function resultFor({ action, resource }: Probe, results: readonly EvaluationResult[]): Result | null {
  const about = results.filter(
    ({ EvalActionName }) => EvalActionName?.toLowerCase() === action.toLowerCase(),
  );
  const specific = about
    .flatMap((result) => result.ResourceSpecificResults ?? [])
    .find(({ EvalResourceName }) => EvalResourceName === resource);
  const result = about.find(({ EvalResourceName }) => EvalResourceName === resource);
  const decision = specific?.EvalResourceDecision ?? result?.EvalDecision;
  if (!decision) return null;
  const allowedAbove = (result ?? about[0])?.OrganizationsDecisionDetail?.AllowedByOrganizations;
  return { decision, byOrganization: allowedAbove === false };
}

import type { EvaluationResult, PolicyEvaluationDecisionType } from "@aws-sdk/client-iam";
import { decide, type Decision, needOf, type PolicySet, prepare } from "../../policypack/iam/evaluate";
import { contextOf, type Principal, type RequestScenario } from "../../policypack/iam/request-scenarios";
import type { Probe } from "./simulation-sample";
import type { SimulationCall } from "./simulation-plan";

/** AWS's simulator and the local judgement say different things. */
export interface Disagreement {
  readonly user: string;
  readonly scenario: RequestScenario;
  readonly probe: Probe;
  readonly ours: "may succeed" | "denied";
  readonly aws: PolicyEvaluationDecisionType;
}

/** What became of one probe. */
export type Comparison =
  | "agree"
  /** It can't be told here, so there is nothing to compare. */
  | "not told"
  /** A service control policy denies more, which is not looked at here. */
  | "denied by the organization"
  | "no answer"
  | Disagreement;

/** Compares what AWS answered to a call with what is said here of it. */
export function compareCall(
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

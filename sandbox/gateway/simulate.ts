import type { RunSimulationResults } from "@cloud-copilot/iam-simulate";
import type { RequestContext } from "./context";
import type { UserPolicies } from "./policies";

/** A call as the evaluator sees it. */
export interface Question {
  /** The ARN of the user who calls. */
  readonly principal: string;
  /** "iam:ListUsers" */
  readonly action: string;
  readonly resource: string;
  readonly context: RequestContext;
  readonly policies: UserPolicies;
}

type Successful = Exclude<RunSimulationResults, { resultType: "error" }>;
export type Analysis = Extract<Successful, { resultType: "single" }>["result"]["analysis"];

/** What the evaluator says; more than one analysis where the resource is a pattern. */
export interface Verdict {
  readonly result: Successful["overallResult"];
  readonly analyses: readonly Analysis[];
}

/**
 * Asks @cloud-copilot/iam-simulate, which shares no code with what we ship (AGPL; sandbox and tests only).
 * It is loaded with the first question, since it and its data take longer than all the rest of the gateway.
 *
 * @throws Error where it does not take the question, as for an action that does not exist: nothing may pass because
 * it could not be judged
 */
export async function ask({ principal, action, resource, context, policies }: Question): Promise<Verdict> {
  const { runSimulation } = await import("@cloud-copilot/iam-simulate");
  const accountId = principal.split(":")[4] ?? "";
  const simulation = {
    request: { principal, action, resource: { resource, accountId }, contextVariables: context },
    identityPolicies: [...policies.identity],
    ...(policies.boundary && { permissionBoundaryPolicies: [policies.boundary] }),
    serviceControlPolicies: [],
    resourceControlPolicies: [],
  };
  const answer = await runSimulation(simulation, {});
  if (answer.resultType === "error") {
    throw new Error(`iam-simulate can't judge ${action} on ${resource}: ${JSON.stringify(answer.errors)}`);
  }
  const results = answer.resultType === "single" ? [answer.result] : answer.results;
  return { result: answer.overallResult, analyses: results.map(({ analysis }) => analysis) };
}

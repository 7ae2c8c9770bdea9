import type { EvaluationResult, IAMClient } from "@aws-sdk/client-iam";
import pLimit from "p-limit";
import type { Fact, Reason } from "../../policypack/facts/fact";
import { type Comparison, compareCall, type Disagreement } from "./compare";
import type { SimulationCall, SimulationPlan } from "./simulation-plan";
import { counted, UNWATCHED, type Watch } from "../../policypack/facts/live/watch";
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

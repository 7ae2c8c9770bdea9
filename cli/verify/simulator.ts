import {
  type ContextEntry,
  type ContextKeyTypeEnum,
  type EvaluationResult,
  type IAMClient,
  SimulatePrincipalPolicyCommand,
} from "@aws-sdk/client-iam";
import { type Fact, known, type Reason, type Unknown, unknown } from "../../policypack/facts/fact";
import { attempt } from "../../policypack/facts/live/calls";
import type { PolicyDocument } from "../../policypack/iam/policy-document";
import { documentsOf } from "../../policypack/iam/evaluate";
import {
  arnOf,
  contextOf,
  type Principal,
  type RequestScenario,
} from "../../policypack/iam/request-scenarios";
import { mentions, type Probe, type SimulationCall } from "./simulation-plan";

export interface SimulatorOptions {
  readonly maxCalls: number;
  readonly signal: AbortSignal;
  readonly where: string;
}

/** As many results as AWS gives a page. */
const PAGE_SIZE = 1000;

export const PURPOSE = { what: "a decision of AWS's simulator", call: "iam:SimulatePrincipalPolicy" };

/** Makes the calls, and keeps to their number. */
export class Simulator {
  calls = 0;
  /** Sets of actions that AWS would not take together. */
  private readonly apart = new Set<string>();

  constructor(
    private readonly iam: IAMClient,
    private readonly options: SimulatorOptions,
  ) {}

  async ask(call: SimulationCall): Promise<Fact<readonly EvaluationResult[]>> {
    const actions = [...new Set(call.probes.map(({ action }) => action))];
    const key = actions.join();
    if (!this.apart.has(key)) {
      const together = await this.send(call, call.probes);
      if (together.known || !isRefusedTogether(together.reason) || actions.length < 2) return together;
      this.apart.add(key);
    }
    return this.oneByOne(call, actions);
  }

  private async oneByOne(
    call: SimulationCall,
    actions: readonly string[],
  ): Promise<Fact<readonly EvaluationResult[]>> {
    const results: EvaluationResult[] = [];
    for (const action of actions) {
      const found = await this.send(
        call,
        call.probes.filter((probe) => probe.action === action),
      );
      if (!found.known) return found;
      results.push(...found.value);
    }
    return known(results);
  }

  private send(call: SimulationCall, probes: readonly Probe[]): Promise<Fact<readonly EvaluationResult[]>> {
    const { signal, where } = this.options;
    const purpose = { ...PURPOSE, where: `user ${call.principal.name} of ${where}` };
    if (this.calls >= this.options.maxCalls) return Promise.resolve(tooManyCalls(this.options.maxCalls));
    return attempt(purpose, () => this.pages(call, probes), signal);
  }

  private async pages(call: SimulationCall, probes: readonly Probe[]): Promise<EvaluationResult[]> {
    const results: EvaluationResult[] = [];
    let marker: string | undefined;
    do {
      this.calls++;
      const page = await this.iam.send(command(call, probes, marker), { abortSignal: this.options.signal });
      results.push(...(page.EvaluationResults ?? []));
      marker = page.IsTruncated ? page.Marker : undefined;
    } while (marker !== undefined);
    return results;
  }
}

function tooManyCalls(most: number): Unknown {
  return unknown({
    ...PURPOSE,
    code: "TooManyCalls",
    message: `all of the ${most} calls allowed have been made, because AWS would not take several actions together`,
    remedy: "Run again with a larger --max-calls.",
  });
}

/**
 * The documentation does not say which actions may go together; the error does, and what belongs together is asked
 * for alone: "Invalid Input Actions: […] and […] require different authorization information."
 */
function isRefusedTogether({ code, message }: Reason): boolean {
  return code === "InvalidInput" && /different authorization information/i.test(message);
}

function command(
  { principal, scenario, policies }: SimulationCall,
  probes: readonly Probe[],
  marker: string | undefined,
): SimulatePrincipalPolicyCommand {
  return new SimulatePrincipalPolicyCommand({
    PolicySourceArn: arnOf(principal),
    ActionNames: [...new Set(probes.map(({ action }) => action))],
    ResourceArns: [...new Set(probes.map(({ resource }) => resource))],
    ContextEntries: contextEntries(scenario, principal, documentsOf(policies)),
    MaxItems: PAGE_SIZE,
    ...(marker !== undefined && { Marker: marker }),
  });
}

/** Those keys of a user's request that the simulator is told, where the policies ask for them. */
const TYPES: Readonly<Record<string, ContextKeyTypeEnum>> = {
  "aws:MultiFactorAuthPresent": "boolean",
  "aws:MultiFactorAuthAge": "numeric",
  "aws:ViaAWSService": "boolean",
  "aws:CurrentTime": "date",
  "aws:EpochTime": "numeric",
  "aws:username": "string",
  "aws:PrincipalArn": "string",
  "aws:PrincipalAccount": "string",
  "aws:PrincipalType": "string",
  "aws:PrincipalIsAWSService": "boolean",
};

/**
 * The context of a simulated request: just what the local judgement goes by. A key that is absent is one that is not
 * given: the simulator invents none.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
function contextEntries(
  scenario: RequestScenario,
  principal: Principal,
  documents: readonly PolicyDocument[],
): ContextEntry[] {
  const context = contextOf(scenario, principal);
  return Object.entries(TYPES).flatMap(([key, type]) => {
    const value = mentions(documents, key) ? context.get(key) : null;
    if (typeof value !== "string") return [];
    return [{ ContextKeyName: key, ContextKeyValues: [value], ContextKeyType: type }];
  });
}

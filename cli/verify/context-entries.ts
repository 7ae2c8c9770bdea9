import type { ContextEntry, ContextKeyTypeEnum } from "@aws-sdk/client-iam";
import type { PolicyDocument } from "../../policypack/iam/document";
import { contextOf, type Principal, type RequestScenario } from "../../policypack/iam/request-scenarios";
import { mentions } from "./simulation-plan";

/** Those keys of a user's request that the simulator is told, where the policies ask for them. */
const TYPES: Readonly<Record<string, ContextKeyTypeEnum>> = {
  "aws:MultiFactorAuthPresent": "boolean",
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
export function contextEntries(
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

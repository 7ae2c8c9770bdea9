import { runUnsafeSimulation } from "@cloud-copilot/iam-simulate";
import type { ContextValue } from "../../../policypack/iam/request-context";

/** A policy document as IAM takes it. */
export type Json = object;

export interface OracleRequest {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, ContextValue>>;
}

export type OracleAnswer = "allowed" | "explicitly denied" | "implicitly denied";

const ACCOUNT = "111122223333";

/** All that applies to a principal, as JSON; identity policies alone are a list. */
export interface JsonPolicySet {
  readonly identity: readonly Json[];
  readonly boundary?: Json;
  /** By level. */
  readonly scps?: readonly Json[];
}

/**
 * What @cloud-copilot/iam-simulate answers, an evaluator that shares no code with ours. A test-only dependency: its
 * licence is AGPL.
 */
export function askOracle(policies: readonly Json[] | JsonPolicySet, request: OracleRequest): OracleAnswer {
  const { identity, boundary, scps = [] } = "identity" in policies ? policies : { identity: policies };
  const result = runUnsafeSimulation(
    {
      request: {
        principal: String(request.context["aws:PrincipalArn"] ?? `arn:aws:iam::${ACCOUNT}:user/ann`),
        action: request.action,
        resource: { resource: request.resource, accountId: ACCOUNT },
        contextVariables: present(request.context),
      },
      identityPolicies: named(identity),
      ...(boundary && { permissionBoundaryPolicies: named([boundary]) }),
      serviceControlPolicies: scps.map((policy, i) => ({
        orgIdentifier: `level ${i}`,
        policies: named([policy]),
      })),
      resourceControlPolicies: [],
    },
    {},
  );
  if (result === "Allowed") return "allowed";
  return result === "ExplicitlyDenied" ? "explicitly denied" : "implicitly denied";
}

function named(policies: readonly Json[]) {
  return policies.map((policy, i) => ({ name: `policy ${i}`, policy }));
}

function present(context: OracleRequest["context"]): Record<string, string | string[]> {
  const entries = Object.entries(context).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(
    entries.map(([key, value]) => [key, Array.isArray(value) ? [...value] : String(value)]),
  );
}

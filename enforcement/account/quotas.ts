import type { IAMClient } from "@aws-sdk/client-iam";
import { type Fact, mapFact } from "@mfa-guard/policypack/internal/facts/fact";
import { readAccountSummary } from "@mfa-guard/policypack/internal/facts/live/account-settings";

/** How much of what IAM allows in an account. */
export interface Quotas {
  readonly groupsPerUser: number;
  readonly policiesPerGroup: number;
  readonly groups: number;
  readonly policies: number;
}

/**
 * What IAM allows where nobody has asked AWS for more:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const DEFAULT_QUOTAS: Quotas = {
  groupsPerUser: 10,
  policiesPerGroup: 10,
  groups: 300,
  policies: 1500,
};

/** An account's own quotas, which AWS raises on request. */
export async function readQuotas(iam: IAMClient, where: string, signal: AbortSignal): Promise<Fact<Quotas>> {
  return mapFact(await readAccountSummary(iam, where, signal), (told) => ({
    groupsPerUser: told["GroupsPerUserQuota"] ?? DEFAULT_QUOTAS.groupsPerUser,
    policiesPerGroup: told["AttachedPoliciesPerGroupQuota"] ?? DEFAULT_QUOTAS.policiesPerGroup,
    groups: told["GroupsQuota"] ?? DEFAULT_QUOTAS.groups,
    policies: told["PoliciesQuota"] ?? DEFAULT_QUOTAS.policies,
  }));
}

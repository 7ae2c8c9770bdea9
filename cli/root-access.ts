import { describeReason, nobodyAsked } from "../policypack/facts/fact";
import type { AccountFacts } from "../policypack/facts/model";

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOrganizationsFeatures.html#API_ListOrganizationsFeatures_Errors */
const REFUSALS: Readonly<Record<string, string>> = {
  OrganizationNotFound: "the account is in no organization",
  AccountNotManagementOrDelegatedAdministrator:
    "told only to the organization's management account and a delegated administrator",
  OrganizationNotInAllFeaturesMode: "not enabled, for the organization does not have all features",
  ServiceAccessNotEnabled: "not enabled, for IAM has no trusted access to the organization",
};

/**
 * What the organization has set for its root users, said beside what root itself has and never instead: a credential
 * that was there before is still there. Null: nobody asked.
 */
export function rootAccessOf({ rootAccess }: Pick<AccountFacts, "rootAccess">): string | null {
  if (rootAccess.known) {
    const features = rootAccess.value.length > 0 ? rootAccess.value.join(", ") : "not enabled";
    return `centralized root access: ${features} (of the organization; which credentials root has, the account says)`;
  }
  if (nobodyAsked(rootAccess.reason)) return null;
  return `centralized root access: ${REFUSALS[rootAccess.reason.code] ?? `not known, ${describeReason(rootAccess.reason)}`}`;
}

import type { ResourceRemediation } from "@pulumi/policy";
import { readProperty } from "../facts/planned/resource";
import { TYPES } from "../facts/planned/resource-types";

const WITH_POLICY = new Set<string>([TYPES.policy, TYPES.groupPolicy, TYPES.userPolicy]);

/**
 * Mends the policy document of a resource before it is deployed; Pulumi shows the change in the preview. A document
 * that is not known yet, or is none, is left as it is: the validation that follows says so.
 */
export function remediation(mend: (json: string) => string | null): ResourceRemediation {
  return ({ type, urn, props }) => {
    if (!WITH_POLICY.has(type)) return undefined;
    const written = readProperty({ urn }, "policy", () => props["policy"] as unknown);
    if (!written.known || typeof written.value !== "string") return undefined;
    const mended = mendSafely(mend, written.value);
    if (mended === null) return undefined;
    // The properties are a proxy that throws on unknown values when copied; the one property is set in place.
    props["policy"] = mended;
    return props;
  };
}

function mendSafely(mend: (json: string) => string | null, json: string): string | null {
  try {
    return mend(json);
  } catch {
    // Not a policy document; the rule itself reports it.
    return null;
  }
}

import type { Rule } from "../../policypack/rules/rule";

export type Severity = Rule["severity"];

/** The worst first. */
export const SEVERITIES: readonly Severity[] = ["critical", "high", "medium", "low"];

export function isAtLeast(severity: Severity, threshold: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(threshold);
}

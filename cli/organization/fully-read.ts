import { type Fact, isFailure, type Reason } from "../../policypack/facts/fact";
import type { AccountFacts } from "../../policypack/facts/model";

/**
 * Whether every call answered that was made for an account: then another reading would tell no more. What the
 * organization has enabled for root does not count: reports show it beside root, nothing is judged by it, and AWS
 * refuses to tell most accounts.
 */
export function isFullyRead(facts: AccountFacts): boolean {
  return !holdsFailure({ ...facts, rootAccess: null });
}

function holdsFailure(value: unknown): boolean {
  if (typeof value !== "object" || value === null || value instanceof Date) return false;
  if (isUnknown(value)) return isFailure(value.reason);
  if (value instanceof Map) return [...value.values()].some(holdsFailure);
  return Object.values(value).some(holdsFailure);
}

function isUnknown(value: object): value is { readonly reason: Reason } {
  return (value as Partial<Fact<unknown>>).known === false;
}

import type { PolicyDocument } from "./document";
import { judgeForceMfa } from "./intact";
import type { Surroundings } from "./surroundings";

/** A statement that denies everything but enrolling to whoever has not signed in with MFA. */
export interface ForceMfa {
  readonly sid: string | undefined;
  /** When the denial begins by itself; null: it holds already. */
  readonly from: Date | null;
}

/**
 * Whether a policy document forces MFA, and from when on: the question of `judgeForceMfa`, without the holes. One
 * that has a hole is taken for no protection at all: null.
 *
 * Judged by its effect, not by name, Sid or form.
 */
export function findForceMfa(document: PolicyDocument, surroundings: Surroundings = {}): ForceMfa | null {
  const known = FOUND.get(document) ?? new Map<string, ForceMfa | null>();
  FOUND.set(document, known);
  const key = JSON.stringify(surroundings);
  const found = known.has(key) ? (known.get(key) ?? null) : find(document, surroundings);
  known.set(key, found);
  return found;
}

/** A policy is asked about once for each user whom it applies to. */
const FOUND = new WeakMap<PolicyDocument, Map<string, ForceMfa | null>>();

function find(document: PolicyDocument, surroundings: Surroundings): ForceMfa | null {
  const judgement = judgeForceMfa(document, surroundings);
  if (!judgement || judgement.holes.length > 0) return null;
  return { sid: judgement.sid, from: judgement.from };
}

/** Milliseconds since 1970 from which a denial holds; 0 for always. */
export function startTime(denial: ForceMfa): number {
  return denial.from?.getTime() ?? 0;
}

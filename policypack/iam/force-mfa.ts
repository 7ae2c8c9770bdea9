import type { Condition, PolicyDocument, Statement } from "./document";
import { MFA_KEY, SELF_SERVICE_ACTIONS, TOLERATED_BEFORE_MFA } from "./self-service";

/** A statement that denies everything but enrolling to whoever has not signed in with MFA. */
export interface ForceMfa {
  readonly sid: string | undefined;
  /** When the denial begins by itself; null: it holds already. */
  readonly from: Date | null;
}

/**
 * The force-MFA statement of a policy document that denies soonest, or null where there is none.
 *
 * Recognised by its elements, not by name or Sid: Deny, everything but (a part of) the self-service set, on every
 * resource, if the MFA key is false or absent; at most one date that it begins at. That is the form of AWS's
 * published variants and of ours. Anything else is taken for no protection at all.
 */
export function findForceMfa(document: PolicyDocument): ForceMfa | null {
  const found = document.statements.map(readForceMfa).filter((s) => s !== null);
  return found.sort((a, b) => startTime(a) - startTime(b))[0] ?? null;
}

/** Milliseconds since 1970 from which a denial holds; 0 for always. */
export function startTime(denial: ForceMfa): number {
  return denial.from?.getTime() ?? 0;
}

function readForceMfa(statement: Statement): ForceMfa | null {
  if (statement.effect !== "Deny" || !statement.resources?.includes("*")) return null;
  if (!statement.notActions || !statement.notActions.every(mayBeExempt)) return null;
  const dates = statement.conditions.filter((condition) => !isWithoutMfa(condition));
  if (dates.length === statement.conditions.length || dates.length > 1) return null;
  if (dates[0] === undefined) return { sid: statement.sid, from: null };
  const from = readStart(dates[0]);
  return from && { sid: statement.sid, from };
}

const EXEMPTIBLE = new Set(
  [...SELF_SERVICE_ACTIONS, ...TOLERATED_BEFORE_MFA].map((action) => action.toLowerCase()),
);

/** IAM's actions are case-insensitive. A wildcard is never one of the set. */
function mayBeExempt(action: string): boolean {
  return EXEMPTIBLE.has(action.toLowerCase());
}

/** `BoolIfExists`, not `Bool`: the key is absent from calls made with a long-term access key. */
function isWithoutMfa({ operator, key, values }: Condition): boolean {
  return (
    operator.toLowerCase() === "boolifexists" &&
    key.toLowerCase() === MFA_KEY.toLowerCase() &&
    values.length === 1 &&
    values[0]?.toLowerCase() === "false"
  );
}

function readStart({ operator, key, values }: Condition): Date | null {
  const begins = ["dategreaterthan", "dategreaterthanequals"].includes(operator.toLowerCase());
  if (!begins || key.toLowerCase() !== "aws:currenttime" || values.length !== 1) return null;
  const date = new Date(values[0] ?? "");
  return Number.isNaN(date.getTime()) ? null : date;
}

import type { Decision, StatementRef } from "../../policypack/iam/evaluate";
import { isPermittedBeforeMfa } from "../../policypack/iam/probes";
import { type Row, worst } from "../../policypack/iam/reach";
import type { Situation } from "../../policypack/iam/situations";

/** Actions that a user can do without MFA, and should not be able to, for one and the same reason. */
export interface Exception {
  readonly actions: readonly string[];
  readonly situations: readonly Situation[];
  /** The statement that allows them; null where none has to, or where it can't be told. */
  readonly by: StatementRef | null;
  /** Why it can't be told; null: they may succeed for certain. */
  readonly doubt: string | null;
  /** Whether other resources than some are denied. */
  readonly someResources: boolean;
}

/**
 * What is open beyond the self-service set. The tables are those of `tabulate`: one for each situation, with the same
 * rows in the same order.
 */
export function findExceptions(
  tables: readonly (readonly Row[])[],
  situations: readonly Situation[],
): Exception[] {
  const found = new Map<string, Exception & { actions: string[] }>();
  for (const [row, { actions }] of (tables[0] ?? []).entries()) {
    const forbidden = actions.filter((action) => !isPermittedBeforeMfa(action));
    if (forbidden.length === 0) continue;
    for (const exception of openings(
      tables.map((rows) => rows[row]),
      situations,
    )) {
      const key = JSON.stringify(exception);
      const same = found.get(key);
      if (same) same.actions.push(...forbidden);
      else found.set(key, { ...exception, actions: [...forbidden] });
    }
  }
  return [...found.values()].sort((a, b) => b.actions.length - a.actions.length);
}

type Opening = Omit<Exception, "actions">;

/** Why the actions of one row are open, and in which of the situations; each reason once. */
function openings(rows: readonly (Row | undefined)[], situations: readonly Situation[]): Opening[] {
  const found = new Map<string, Opening & { situations: Situation[] }>();
  for (const [i, situation] of situations.entries()) {
    const decisions = rows[i]?.byResource ?? [];
    const decision = worst(decisions);
    if (decision.outcome === "denied") continue;
    const why = {
      ...reasonOf(decision),
      someResources: decisions.some(({ outcome }) => outcome === "denied"),
    };
    const key = JSON.stringify(why);
    const same = found.get(key);
    if (same) same.situations.push(situation);
    else found.set(key, { ...why, situations: [situation] });
  }
  return [...found.values()];
}

function reasonOf(decision: Exclude<Decision, { outcome: "denied" }>): Pick<Exception, "by" | "doubt"> {
  return decision.outcome === "can't tell"
    ? { by: null, doubt: decision.why }
    : { by: decision.by, doubt: null };
}

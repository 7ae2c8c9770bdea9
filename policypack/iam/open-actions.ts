import type { Permits } from "./accepted";
import type { Decision, StatementRef } from "./evaluate";
import { type Row, worst } from "./decision-table";
import type { RequestScenario } from "./request-scenarios";

/** Actions that a user can do without MFA, and should not be able to, for one and the same reason. */
export interface OpenActions {
  readonly actions: readonly string[];
  readonly scenarios: readonly RequestScenario[];
  /** The statement that allows them; null where none has to, or where it can't be told. */
  readonly by: StatementRef | null;
  /** Why it can't be told; null: they may succeed for certain. */
  readonly doubt: string | null;
  /** Whether other resources than some are denied. */
  readonly someResources: boolean;
}

/**
 * What is open beyond what may be. The tables are those of `tabulate`: one for each scenario, with the same rows in
 * the same order.
 */
export function findOpenActions(
  tables: readonly (readonly Row[])[],
  scenarios: readonly RequestScenario[],
  permits: Permits,
): OpenActions[] {
  const found = new Map<string, OpenActions & { actions: string[] }>();
  for (const [row, { actions }] of (tables[0] ?? []).entries()) {
    const rows = tables.map((table) => table[row]);
    if (rows.every((of) => worst(of?.byResource ?? []).outcome === "denied")) continue;
    for (const [forbidden, where] of byScenarios(actions, scenarios, permits)) {
      for (const open of openings(rows, scenarios, where)) {
        const key = JSON.stringify(open);
        const same = found.get(key);
        if (same) same.actions.push(...forbidden);
        else found.set(key, { ...open, actions: [...forbidden] });
      }
    }
  }
  return [...found.values()].sort((a, b) => b.actions.length - a.actions.length);
}

/** Actions by the scenarios, as indexes, in which they are not permitted; those permitted everywhere are left out. */
function byScenarios(
  actions: readonly string[],
  scenarios: readonly RequestScenario[],
  permits: Permits,
): [string[], readonly number[]][] {
  const tests = scenarios.map(permits);
  // There are a dozen scenarios, and one test or two.
  const distinct = [...new Set(tests)];
  const found = new Map<string, string[]>();
  for (const action of actions) {
    const key = distinct.map((isPermitted) => (isPermitted(action) ? 1 : 0)).join("");
    const same = found.get(key);
    if (same) same.push(action);
    else found.set(key, [action]);
  }
  return [...found].flatMap(([key, of]): [string[], readonly number[]][] => {
    const where = tests.flatMap((test, i) => (key[distinct.indexOf(test)] === "1" ? [] : [i]));
    return where.length === 0 ? [] : [[of, where]];
  });
}

type Opening = Omit<OpenActions, "actions">;

/** Why the actions of one row are open, and in which of the scenarios; each reason once. */
function openings(
  rows: readonly (Row | undefined)[],
  scenarios: readonly RequestScenario[],
  where: readonly number[],
): Opening[] {
  const found = new Map<string, Opening & { scenarios: RequestScenario[] }>();
  for (const i of where) {
    const decisions = rows[i]?.byResource ?? [];
    const decision = worst(decisions);
    if (decision.outcome === "denied") continue;
    const why = {
      ...reasonOf(decision),
      someResources: decisions.some(({ outcome }) => outcome === "denied"),
    };
    const key = JSON.stringify(why);
    const same = found.get(key);
    if (same) same.scenarios.push(scenarios[i] as RequestScenario);
    else found.set(key, { ...why, scenarios: [scenarios[i] as RequestScenario] });
  }
  return [...found.values()];
}

function reasonOf(decision: Exclude<Decision, { outcome: "denied" }>): Pick<OpenActions, "by" | "doubt"> {
  return decision.outcome === "can't tell"
    ? { by: null, doubt: decision.why }
    : { by: decision.by, doubt: null };
}

import type { Reason } from "../facts/fact";
import { statementActions } from "../iam/actions";
import { type Decision, describeRef, type PolicySet, type StatementRef, statementsOf } from "../iam/evaluate";

/** Whether something can be done, and what decides it. */
export type Ability =
  | { readonly answer: "yes" }
  /** `by`: the statement that denies it; null: nothing allows it, or no policy decides it. */
  | { readonly answer: "no"; readonly why: string; readonly by: StatementRef | null }
  /** `reason`: the call that failed, where one did. */
  | { readonly answer: "can't tell"; readonly why: string; readonly reason?: Reason };

export const YES: Ability = { answer: "yes" };

/** A variable that has no value for this user matches nothing, so that what hangs on it is not allowed. */
const VARIABLE = /\bvariable\b/;

export function abilityOf(decision: Decision, action: string, policies: PolicySet): Ability {
  if (decision.outcome === "may succeed") return YES;
  if (decision.outcome === "can't tell") {
    const why = `${action}: ${decision.why}`;
    return decision.effect === "Allow" && VARIABLE.test(decision.why)
      ? { answer: "no", why, by: null }
      : { answer: "can't tell", why };
  }
  const { by } = decision;
  if (by) return { answer: "no", why: `${action} is denied by ${describeRef(by)}`, by };
  const why = `${action} is not allowed by ${whoseAllow(policies)}${allowedElsewhere(action, policies)}`;
  return { answer: "no", why, by: null };
}

/** The first Allow of an action that is not allowed, where the user's policies alone decide. Empty: there is none. */
function allowedElsewhere(action: string, { identity, boundary, scps }: PolicySet): string {
  if (boundary || scps) return "";
  const first = identity
    .flatMap(statementsOf)
    .find(({ statement }) => statement.effect === "Allow" && statementActions(statement)(action) === true);
  if (!first) return "";
  const under = first.statement.conditions.length > 0 ? "elsewhere, or on a condition" : "on other resources";
  return ` (${describeRef(first.ref)} allows it ${under})`;
}

/** Each layer must allow; which of them does not is told by their names. */
function whoseAllow({ boundary, scps }: PolicySet): string {
  const more = [boundary?.name, scps && "the service control policies"].filter(Boolean);
  return more.length === 0
    ? "any policy of the user"
    : `the user's policies together with ${more.join(" and ")}`;
}

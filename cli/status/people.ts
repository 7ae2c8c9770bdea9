import type { AccountFacts } from "../../policypack/facts/model";
import type { Rollout } from "../../policypack/rollout/schema";
import { deadlineOf, subjectsOf } from "../rollout/subjects";
import { paragraph, type Sheet } from "../report/lines";
import { oneLine } from "../text";
import { type State, stateOf } from "./burndown";

/** One console user, for whoever follows up. */
export interface Person {
  readonly name: string;
  readonly arn: string;
  readonly state: State;
  /** Null: in none. */
  readonly wave: string | null;
  /** From when on everything but enrolling is denied; null: nothing says. */
  readonly deadline: Date | null;
  /** Null: not exempt. */
  readonly exemptUntil: Date | null;
}

/** Everybody whom the burn-down counts, by name. Pure. */
export function peopleOf(account: AccountFacts, rollout: Rollout | null, now: Date): Person[] {
  return subjectsOf(account, rollout, now).map((subject) => {
    const { name, live, standing } = subject;
    return {
      ...{ name, arn: live.arn, state: stateOf(subject, now) },
      wave: standing.kind === "wave" || standing.kind === "exempt" ? standing.wave : null,
      deadline: deadlineOf(standing),
      exemptUntil: standing.kind === "exempt" ? standing.until : null,
    };
  });
}

/** How many are named at a terminal before the rest is counted. */
const NAMED = 50;

/** Who is overdue, a line each, for a terminal. */
export function overdueLines(people: readonly Person[], sheet: Sheet): string[] {
  const overdue = people.filter(({ state }) => state === "overdue");
  if (overdue.length === 0) return [];
  const more = overdue.length - NAMED;
  return [
    "",
    "Overdue:",
    ...overdue.slice(0, NAMED).map((person) => paragraph(sheet, describe(person), "- ")),
    ...(more > 0 ? [`- and ${more} more; --format csv lists all`] : []),
  ];
}

function describe({ name, wave, deadline }: Person): string {
  const where = wave === null ? "in no wave" : `wave ${wave}`;
  return oneLine(`${name}: ${where}${deadline === null ? "" : `, since ${deadline.toISOString()}`}`);
}

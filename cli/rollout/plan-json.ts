import type { Fact } from "../../policypack/facts/fact";
import type { Person } from "./impact";
import type { PlanView } from "./plan-table";
import { waveOf } from "./propose";

/** Raised when a field of the plan's JSON changes its meaning or goes; new fields don't raise it. */
const PLAN_VERSION = 1;

/** The plan for programs. What is not known is null, and `unknown` beside it says why. */
export function planJson({ impact, changes, now }: PlanView): string {
  const { account, people, machines, self, unknown } = impact;
  const plan = {
    version: PLAN_VERSION,
    at: now,
    account,
    people: people.map(toJson),
    machines,
    self,
    unknown,
    changes,
  };
  return JSON.stringify(plan, null, 2);
}

function toJson(person: Person) {
  const {
    name,
    verdict,
    standing,
    hasPassword,
    enrolled,
    devices,
    administrator,
    coverage,
    breaks,
    unknown,
  } = person;
  return {
    name,
    verdict,
    standing,
    hasPassword,
    enrolled: orNull(enrolled),
    devices,
    administrator: orNull(administrator),
    coverage: orNull(coverage),
    covered: coverage.known ? coverage.value !== null : null,
    breaks,
    proposedWave: waveOf(person),
    unknown: [
      ...unknown,
      ...[administrator, coverage].flatMap((fact: Fact<unknown>) => (fact.known ? [] : [fact.reason])),
    ],
  };
}

function orNull<T>(fact: Fact<T>): T | null {
  return fact.known ? fact.value : null;
}

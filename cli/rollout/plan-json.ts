import type { Fact } from "../../policypack/facts/fact";
import { asJson, type Json } from "../json-model";
import { inertJson } from "../report/json";
import type { Person } from "./impact";
import { type Plan, PLAN_VERSION, type PlannedPerson } from "./plan-model";
import type { PlanView } from "./plan-table";
import { waveOf } from "./propose";

/** The plan for programs, as `docs/plan.schema.json` has it. What is not known is null, and `unknown` says why. */
export function planJson({ impact, changes, now }: PlanView): string {
  const { account, passwords, notLookedAt, people, machines, self, signIn, exceptions, problems, unknown } =
    impact;
  const plan: Plan = {
    version: PLAN_VERSION,
    at: now.toISOString(),
    account,
    passwords,
    notLookedAt,
    people: people.map(personJson),
    machines,
    exceptions: [...exceptions],
    ...asJson({ self, signIn, problems, unknown, changes }),
  };
  return inertJson(plan);
}

export function personJson(person: Person): PlannedPerson {
  const { name, verdict, standing, hasPassword, devices, breaks, holdings, unknown } = person;
  const { enrolled, administrator, coverage, way } = person;
  return {
    name,
    verdict,
    standing: asJson(standing),
    hasPassword,
    enrolled: orNull(enrolled),
    devices: [...devices],
    administrator: orNull(administrator),
    coverage: orNull(coverage),
    covered: coverage.known ? coverage.value !== null : null,
    breaks: asJson(breaks),
    way,
    holdings: asJson(holdings.found),
    proposedWave: waveOf(person),
    unknown: [
      ...unknown,
      ...holdings.unknown,
      ...[administrator, coverage].flatMap((fact: Fact<unknown>) => (fact.known ? [] : [fact.reason])),
    ],
  };
}

function orNull<T>(fact: Fact<T>): Json<T> | null {
  return fact.known ? asJson(fact.value) : null;
}

import { AWS_READERS } from "./aws-readers";
import { NATIVE_READERS } from "./aws-native-readers";
import { type Plan, PlanBuilder } from "./plan-builder";
import type { PlannedResource } from "./resource";

const READERS = { ...AWS_READERS, ...NATIVE_READERS };

/** Reads the plan off the resources of one account. Order does not matter. */
export function readPlan(resources: readonly PlannedResource[]): Plan {
  const plan = new PlanBuilder(resources);
  for (const resource of resources) READERS[resource.type]?.(resource, plan);
  return plan;
}

import { AWS_READERS } from "./aws-readers";
import { NATIVE_READERS } from "./aws-native-readers";
import { type Plan, PlanBuilder, type PlanReader } from "./plan-builder";
import { isSkipped, type PlannedResource } from "./resource";

const READERS: Readonly<Record<string, PlanReader>> = { ...AWS_READERS, ...NATIVE_READERS };

/**
 * Reads the plan off the resources of one account. Order does not matter. One that will not be made says nothing, but
 * may be what another refers to.
 */
export function readPlan(resources: readonly PlannedResource[]): Plan {
  const plan = new PlanBuilder(resources);
  for (const resource of resources) {
    if (!isSkipped(resource)) READERS[resource.type]?.(resource, plan);
  }
  return plan;
}

/** Those that would have told something, were they not left out of what the command makes. */
export function skippedOf<T extends Pick<PlannedResource, "type" | "props">>(resources: readonly T[]): T[] {
  return resources.filter((resource) => READERS[resource.type] !== undefined && isSkipped(resource));
}

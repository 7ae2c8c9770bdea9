import type { PlannedResource } from "../../policypack/facts/planned/resource";
import { TYPES } from "../../policypack/facts/planned/resource-types";

/** Stands for a value that is not known in preview. */
export const UNKNOWN = Symbol("unknown in preview");

const PROVIDER = {
  urn: "urn:pulumi:dev::app::pulumi:providers:aws::default",
  name: "default",
  props: { region: "eu-central-1" } as Record<string, unknown>,
};

/** A resource as @pulumi/policy hands it over: reading a value that is not known throws. */
export function resource(
  type: keyof typeof TYPES,
  name: string,
  props: Record<string, unknown>,
  options: { dependsOn?: Record<string, PlannedResource[]>; provider?: Partial<typeof PROVIDER> } = {},
): PlannedResource {
  const propertyDependencies = options.dependsOn ?? {};
  return {
    type: TYPES[type],
    name,
    urn: `urn:pulumi:dev::app::${TYPES[type]}::${name}`,
    props: throwingOnUnknown(props),
    dependencies: Object.values(propertyDependencies).flat(),
    propertyDependencies,
    provider: { ...PROVIDER, ...options.provider },
  };
}

function throwingOnUnknown<T extends object>(target: T): T {
  return new Proxy(target, {
    get(object, key) {
      const value: unknown = Reflect.get(object, key);
      if (value === UNKNOWN) throw new Error(`string value at .${String(key)} can't be known during preview`);
      return Array.isArray(value) ? throwingOnUnknown(value) : value;
    },
  });
}

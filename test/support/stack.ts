import { SECRET_MARKS } from "../../policypack/facts/planned/secret";
import type { PlannedParent, PlannedResource } from "../../policypack/facts/planned/resource";
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
  options: {
    dependsOn?: Record<string, { urn: string; type: string }[]>;
    provider?: Partial<typeof PROVIDER>;
    parent?: PlannedParent;
    /** The properties that the program has marked secret. */
    secret?: readonly string[];
  } = {},
): PlannedResource {
  const propertyDependencies = options.dependsOn ?? {};
  return {
    type: TYPES[type],
    name,
    urn: `urn:pulumi:dev::app::${TYPES[type]}::${name}`,
    props: throwingOnUnknown(marked(props, options.secret ?? [])),
    parent: options.parent,
    dependencies: Object.values(propertyDependencies).flat(),
    propertyDependencies,
    provider: { ...PROVIDER, ...options.provider },
  };
}

/** A component, in another one or in the stack itself. It has no provider, and no properties that matter. */
export function component(name: string, parent?: PlannedParent) {
  const type = "my:index:Team";
  return { type, urn: `urn:pulumi:dev::app::${type}::${name}`, parent };
}

function marked(props: Record<string, unknown>, secret: readonly string[]): Record<string, unknown> {
  return Object.defineProperty({ ...props }, SECRET_MARKS, { value: JSON.stringify(secret) });
}

function throwingOnUnknown<T extends object>(target: T): T {
  return new Proxy(target, {
    get(object, key) {
      const value: unknown = Reflect.get(object, key);
      if (value === UNKNOWN) throw new Error(`string value at .${String(key)} can't be known during preview`);
      return typeof value === "object" && value !== null ? throwingOnUnknown(value) : value;
    },
  });
}

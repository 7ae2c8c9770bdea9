import type { PolicyConfigSchema } from "@pulumi/policy";

type Properties = NonNullable<PolicyConfigSchema["properties"]>;
type Property = Properties[string];

/**
 * The properties of a policy's configuration, with what a program gives for them as their defaults. The engine fills
 * each default into the configuration that it hands over, where nothing tells it from a value that somebody set; the
 * schema's own would go before the program's: ReconcilePolicyPackConfig in https://github.com/pulumi/pulumi.
 */
export function withDefaults(properties: Properties, given: Readonly<Record<string, unknown>>): Properties {
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [name, withDefault(property, given[name])]),
  );
}

/** A property without a default is not filled in: what the program gives for it stays as it is. */
function withDefault(property: Property, value: unknown): Property {
  if (property.default === undefined || value === undefined) return property;
  return { ...property, default: value as NonNullable<Property["default"]> };
}

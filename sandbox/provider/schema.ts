import { version } from "@pulumi/aws/package.json";
import { resourceTypes } from "./resources";
import type { ResourceType } from "./resource-type";

/**
 * What languages without an SDK of their own (YAML), and `pulumi import`, ask a provider for: which properties a type
 * has. Of what type each is, the rows do not say, and the real provider checks.
 * https://www.pulumi.com/docs/iac/guides/building-extending/packages/schema/
 */
export function packageSchema(): string {
  const resources = Object.fromEntries(resourceTypes.map((type) => [type.token, resourceSchema(type)]));
  return JSON.stringify({ name: "aws", version, resources });
}

function resourceSchema({ inputs, computed = [] }: ResourceType) {
  return { inputProperties: anything(inputs), properties: anything([...inputs, ...computed]) };
}

function anything(properties: readonly string[]) {
  return Object.fromEntries(properties.map((property) => [property, { $ref: "pulumi.json#/Any" }]));
}

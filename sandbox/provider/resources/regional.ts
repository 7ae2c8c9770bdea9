import type { Aws } from "../aws";
import type { ResourceType } from "../resource-type";
import type { Props } from "../wire";

/**
 * A type with the `region` that each resource of a Regional service has since version 7 of the provider: where it is
 * made, by the provider's own credentials. Left out, it is the provider's Region; another one is a replacement.
 * https://www.pulumi.com/registry/packages/aws/how-to-guides/enhanced-region-support/
 */
export function regional<I extends object>(type: ResourceType<I>): ResourceType<I> {
  const region = "region" as keyof I & string;
  return {
    ...type,
    inputs: [...type.inputs, region],
    replaces: type.replaces === "all" ? "all" : [...(type.replaces ?? []), region],
    optionalComputed: [...(type.optionalComputed ?? []), region],
    async create(aws, inputs) {
      const there = regionOf(aws, inputs);
      const { id, outputs } = await type.create(there, inputs);
      return { id, outputs: { ...outputs, region: there.region } };
    },
    async read(aws, id, old) {
      const there = regionOf(aws, old);
      const found = await type.read(there, id, old);
      return found && { ...found, region: there.region };
    },
    ...(type.update && { update: (aws, old, inputs) => type.update?.(regionOf(aws, old), old, inputs) }),
    delete: (aws, state, id) => type.delete(regionOf(aws, state), state, id),
  } as ResourceType<I>;
}

/** The same account, in the Region that a resource names. */
function regionOf(aws: Aws, props: object): Aws {
  const { region = aws.region } = props as Props;
  return { ...aws, region: String(region) };
}

import { type ComponentResourceOptions, mergeOptions } from "@pulumi/pulumi";

/**
 * The options of a component whose type token was another one until version 1.0, with an alias: an upgraded stack
 * keeps its resources, for children inherit the aliases of their parent.
 * https://www.pulumi.com/docs/iac/concepts/options/aliases/
 */
export function withFormerType(
  type: string,
  options: ComponentResourceOptions = {},
): ComponentResourceOptions {
  return mergeOptions(options, { aliases: [{ type }] });
}

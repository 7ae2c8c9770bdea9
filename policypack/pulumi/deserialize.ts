/** The function of @pulumi/policy that reads what the engine sends of a resource. */
export type Deserialize = (
  struct: { toJavaScript(): Record<string, unknown> },
  proxySecrets: boolean,
) => object;

/**
 * Puts another function before @pulumi/policy's own, once in each copy that the process has loaded. Where a later
 * version has no such function, nothing changes.
 * @param mark By which one that exists already is known.
 */
export function wrapDeserialize(
  mark: symbol,
  wrap: (original: Deserialize) => Deserialize,
  loaded: NodeJS.Dict<NodeModule>,
): void {
  for (const [file, module] of Object.entries(loaded)) {
    if (!/[\\/]@pulumi[\\/]policy[\\/]deserialize\.js$/.test(file)) continue;
    const exports = module?.exports as { deserializeProperties?: Deserialize & Record<symbol, unknown> };
    const original = exports.deserializeProperties;
    if (!original || mark in original) continue;
    // What was put before it earlier stays known.
    exports.deserializeProperties = Object.assign(wrap(original), original, { [mark]: true });
  }
}

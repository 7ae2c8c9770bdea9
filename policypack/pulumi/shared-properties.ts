import { type Deserialize, wrapDeserialize } from "./deserialize";

const SHARES = Symbol.for("mfa-guard.shares-properties");

/**
 * Has @pulumi/policy read the properties of each resource once for all stack policies of a call: it reads them again for
 * each, see docs/upstream/pulumi-policy.md. Only for a pack whose policies all leave them as they are, as
 * mfa-guard's do.
 */
export function shareProperties(loaded: NodeJS.Dict<NodeModule> = require.cache): void {
  wrapDeserialize(SHARES, sharing, loaded);
}

function sharing(original: Deserialize): Deserialize {
  // The engine's message of a resource is one object for as long as its call lasts.
  const read = new WeakMap<object, object>();
  return (struct, proxySecrets) => {
    // A remediation changes what it is given.
    if (proxySecrets) return original(struct, proxySecrets);
    const props = read.get(struct) ?? original(struct, proxySecrets);
    read.set(struct, props);
    return props;
  };
}

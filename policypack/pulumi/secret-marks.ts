import { SECRET_MARKS } from "../facts/planned/secret";

/** How the engine marks an object that stands for something else, and one that stands for a secret. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

const KEEPS = Symbol.for("mfa-guard.keeps-marks");

/**
 * Has @pulumi/policy keep, beside the values that it hands to stack policies, which of them are secret. The engine
 * tells it, and it drops that: https://github.com/pulumi/pulumi-policy/issues/241. Where a later version has no such
 * function, nothing is marked, and everything counts as secret.
 */
export function keepSecretMarks(loaded: NodeJS.Dict<NodeModule> = require.cache): void {
  wrapDeserialize(KEEPS, marking, loaded);
}

function marking(original: Deserialize): Deserialize {
  return (struct, proxySecrets) => {
    let raw: Record<string, unknown> = {};
    const props = original({ toJavaScript: () => (raw = struct.toJavaScript()) }, proxySecrets);
    // Looked for when asked: most resources are none of the pack's matter.
    if (!proxySecrets)
      Object.defineProperty(props, SECRET_MARKS, { get: () => JSON.stringify(secretsIn(raw)) });
    return props;
  };
}

function secretsIn(raw: Record<string, unknown>): string[] {
  return Object.keys(raw).filter((name) => hasSecret(raw[name]));
}

function hasSecret(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return (value as Record<string, unknown>)[SIGNATURE] === SECRET || Object.values(value).some(hasSecret);
}

/** The function of @pulumi/policy that reads what the engine sends of a resource. */
type Deserialize = (struct: { toJavaScript(): Record<string, unknown> }, proxySecrets: boolean) => object;

/**
 * Puts another function before @pulumi/policy's own, once in each copy that the process has loaded. Where a later
 * version has no such function, nothing changes.
 * @param mark By which one that exists already is known.
 */
function wrapDeserialize(
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

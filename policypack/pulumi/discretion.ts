import { secretsOf } from "../facts/planned/secret";
import { isAwsProvider, isAwsResource } from "../facts/planned/resource-types";

interface Resource {
  readonly type: string;
  readonly urn: string;
  readonly props: Record<string, unknown>;
}

/** What messages must not show of a stack, because its program has marked it secret. */
export interface Discretion {
  /** A text with `[secret]` where a secret value stood, as Pulumi itself shows one. */
  hide(text: string): string;
  /** Whether what a policy of this resource says is secret: a finding about it would tell. */
  hasSecretPolicy(urn: string): boolean;
}

/** The properties that hold what a policy says. */
const POLICIES = ["policy", "policyDocument", "policies", "content"];

/** @param resources All of a stack. */
export function discretionOf(resources: readonly Resource[]): Discretion {
  const values = new Set<string>();
  const withSecretPolicy = new Set<string>();
  for (const { type, urn, props } of resources) {
    if (!isAwsResource(type) && !isAwsProvider(type)) continue;
    for (const property of Object.keys(props).filter(secretsOf(props))) {
      if (POLICIES.includes(property)) withSecretPolicy.add(urn);
      else for (const text of textsIn(() => props[property])) values.add(text);
    }
  }
  const pattern = standingAlone([...values].filter((text) => !/^(true|false)?$/.test(text)));
  return {
    hide: (text) => (pattern ? text.replace(pattern, "[secret]") : text),
    hasSecretPolicy: (urn) => withSecretPolicy.has(urn),
  };
}

/** What is not known in preview throws when it is read, and no message has it. */
function textsIn(read: () => unknown): string[] {
  let value: unknown;
  try {
    value = read();
  } catch {
    return [];
  }
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  const object = value as Record<string, unknown>;
  return Object.keys(object).flatMap((key) => textsIn(() => object[key]));
}

/** The longest first, for one may begin with another; not within a longer word. */
function standingAlone(texts: readonly string[]): RegExp | undefined {
  if (texts.length === 0) return undefined;
  const escaped = [...texts]
    .sort((a, b) => b.length - a.length)
    .map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`(?<!\\w)(?:${escaped.join("|")})(?!\\w)`, "g");
}

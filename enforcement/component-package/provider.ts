import type { ComponentResourceOptions, Inputs } from "@pulumi/pulumi";
import { type ConstructResult, main, type Provider } from "@pulumi/pulumi/provider";
import { version } from "../package.json";
import { COMPONENTS, PACKAGE } from "./components";
import schema from "./schema.json";

/**
 * The components for programs in every language. Pulumi's own host for TypeScript components, `componentProviderHost`,
 * compiles the classes again for each of them, to know the outputs: many seconds. Here the schema that its analyzer
 * reads is made with the documentation (`read-schema.ts`), and a component starts in one.
 */
class ComponentPackage implements Provider {
  readonly version = version;

  getSchema(): Promise<string> {
    return Promise.resolve(JSON.stringify({ ...schema, version }));
  }

  /** @throws Error for a type that the package does not have. */
  construct(
    name: string,
    type: string,
    inputs: Inputs,
    options: ComponentResourceOptions,
  ): Promise<ConstructResult> {
    const Component = COMPONENTS[type.replace(`${PACKAGE}:index:`, "")];
    const resource = (schema.resources as Partial<Record<string, { readonly properties: object }>>)[type];
    if (!Component || !resource) throw new Error(`${PACKAGE} has no component ${type}.`);
    const made = new Component(name, inputs as never, options);
    const outputs = Object.keys(resource.properties).map((key) => [key, made[key as keyof typeof made]]);
    return Promise.resolve({ urn: made.urn, state: Object.fromEntries(outputs) as Inputs });
  }
}

/** Answers the engine until it goes. */
export function serve(): Promise<void> {
  return main(new ComponentPackage(), process.argv.slice(2));
}

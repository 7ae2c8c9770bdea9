import { ModuleKind, ScriptTarget, transpileModule } from "typescript";
import type { PlannedResource } from "../policypack/facts/planned/resource";

/** The resources that an example's program plans, as the pack is given them. No provider is asked: an output is the input. */
export function plannedBy(program: string): PlannedResource[] {
  const resources: PlannedResource[] = [];
  const iam = new Proxy({}, { get: (_, name) => resourceClass(String(name), resources) });
  const { outputText } = transpileModule(program, {
    compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 },
  });
  new Function("aws", outputText)({ iam });
  return resources;
}

function resourceClass(className: string, resources: PlannedResource[]): unknown {
  const type = `aws:iam/${className.charAt(0).toLowerCase()}${className.slice(1)}:${className}`;
  return class {
    constructor(name: string, props: Record<string, unknown>) {
      const urn = `urn:pulumi:dev::app::${type}::${name}`;
      resources.push({ type, urn, name, props, dependencies: [], propertyDependencies: {} });
      Object.assign(this, props);
    }
  };
}

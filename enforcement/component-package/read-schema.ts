import { selfServiceSchema } from "@mfa-guard/policypack/internal/rollout/self-service-schema";
import { description } from "../package.json";
import { Analyzer } from "@pulumi/pulumi/provider/experimental/analyzer";
import { generateSchema } from "@pulumi/pulumi/provider/experimental/schema";
import { COMPONENTS, PACKAGE } from "./components";

/** What the analyzer leaves out of its schema, or takes into it. */
interface Described {
  description?: string;
  properties?: Record<string, Described>;
  required?: string[];
}

/**
 * What programs import. Without a name here, Pulumi makes one with the owner of the repository in it where the package
 * is added from there, and another where it is added from a folder.
 */
const IMPORTED_AS: Readonly<Record<string, object>> = {
  python: { packageName: "pulumi_mfa_guard" },
  go: { importBasePath: "github.com/mfa-guard/pulumi-mfa-guard/sdk/go/mfaguard" },
  csharp: { rootNamespace: "Pulumi" },
};

/**
 * A go.mod in the SDK for Go, which newer versions of the engine write for every package that is added.
 * https://github.com/pulumi/pulumi/pull/20011
 */
const META = { supportPack: true };

/**
 * The schema of the component package, as Pulumi's analyzer of component packages reads it from the classes; without
 * a version, which the package.json has.
 * https://www.pulumi.com/docs/iac/guides/building-extending/packages/schema/
 */
export function readSchema(): object {
  const manifest = { main: "components.ts" };
  const analyzer = new Analyzer(__dirname, PACKAGE, manifest, new Set(Object.keys(COMPONENTS)));
  const { components, typeDefinitions, dependencies } = analyzer.analyze();
  const schema = generateSchema(PACKAGE, "", description, components, typeDefinitions, dependencies);
  for (const resource of Object.values(schema.resources)) withoutPrivate(resource);
  for (const [name, { description }] of Object.entries(typeDefinitions))
    if (description) Object.assign(schema.types[`${PACKAGE}:index:${name}`] ?? {}, { description });
  for (const [language, names] of Object.entries(IMPORTED_AS))
    Object.assign(schema.language?.[language] ?? {}, names);
  describeSelfService((schema.types[`${PACKAGE}:index:SelfServiceArgs`] as Described).properties ?? {});
  return withoutSuffix({ ...schema, version: undefined, meta: META });
}

/** SDKs add "Args" to the name of a type for inputs themselves: `SelfServiceArgsArgs` is a mouthful. */
function withoutSuffix(schema: object): object {
  const types = new RegExp(`\\b${PACKAGE}:index:(\\w+)Args\\b`, "g");
  return JSON.parse(JSON.stringify(schema).replace(types, `${PACKAGE}:index:$1`)) as object;
}

/** The analyzer takes fields of a class that are private (`#name`) for outputs. */
function withoutPrivate(resource: Described): void {
  const isPublic = (name: string) => !name.includes("#");
  const properties = Object.entries(resource.properties ?? {}).filter(([name]) => isPublic(name));
  resource.properties = Object.fromEntries(properties);
  resource.required = resource.required?.filter(isPublic);
}

/** The options of the self-service policy are described once, in the rollout file's schema. */
function describeSelfService(properties: Record<string, Described>): void {
  for (const [name, option] of Object.entries(selfServiceSchema.shape)) {
    const property = properties[name];
    if (property) property.description = option.description;
  }
}

import { z } from "zod";
import { rolloutSchema } from "./schema";

/** As much of a JSON Schema as is looked at here. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
}

/**
 * The JSON Schema of what may be written in a rollout file, for editors: completion, descriptions, first checks.
 * Draft 7 is what YAML editors know best. `docs/rollout.schema.json` is this, and a test holds it so.
 */
export function rolloutJsonSchema(): JsonSchema {
  const { $schema, ...schema } = z.toJSONSchema(rolloutSchema, {
    target: "draft-7",
    io: "input",
    // Editors show a pattern as the error, and the one of a date fills a screen; they know the formats.
    override: ({ jsonSchema }) => {
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
    },
  });
  return { $schema, $id: ID, ...schema } as JsonSchema;
}

/** Where it is published too, so that an editor needs no copy. */
const ID = "https://raw.githubusercontent.com/mfa-guard/mfa-guard/main/docs/rollout.schema.json";

/** Made when first needed, and once: a file may have a misspelt key in every line. */
let made: JsonSchema | undefined;

/** The keys that a mapping of the rollout file may have; none where the file has no mapping at this path. */
export function keysAt(path: readonly PropertyKey[]): readonly string[] {
  let node: JsonSchema | undefined = (made ??= rolloutJsonSchema());
  for (const step of path) node = typeof step === "number" ? node?.items : node?.properties?.[String(step)];
  return Object.keys(node?.properties ?? {});
}

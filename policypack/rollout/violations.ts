import { z } from "zod";
import { describe, nearest, quote, showPath } from "./quote";
import type { RolloutMistake } from "./problem";
import { rolloutSchema } from "./rollout-schema";

type Issue = z.core.$ZodIssue;
type PositionOf = (path: readonly PropertyKey[], key?: string) => RolloutMistake["position"];

/**
 * What the schema has against a value, for a reader: where, what was found, what was expected. The schema's own
 * messages are the words for what it expects.
 * @param positionOf Where a path of the value, or a key there, is written; null where it isn't written anywhere.
 */
export function mistakesOf(
  issues: readonly Issue[],
  value: unknown,
  positionOf: PositionOf,
): readonly RolloutMistake[] {
  const mistakes = issues.flatMap((issue) => mistakesOfIssue(issue, value, positionOf));
  // A value that is wrong in two ways ("" is too short, and no name) has one message for both. Messages have paths.
  return [...new Map(mistakes.map((mistake) => [mistake.message, mistake])).values()].sort(byPosition);
}

function mistakesOfIssue(issue: Issue, value: unknown, positionOf: PositionOf): readonly RolloutMistake[] {
  const { path } = issue;
  if (issue.code === "unrecognized_keys") {
    const known = keysAt(path);
    return issue.keys.map((key) => ({
      position: positionOf(path, key),
      path,
      message: unknownKey(path, key, known),
    }));
  }
  const found = valueAt(value, path);
  const where = showPath(path);
  const what = found === undefined && where !== "" ? " is missing" : `: found ${describe(found)}`;
  const message = `${where}${what}; expected ${issue.message}.`.replace(/^: /, "");
  return [{ position: positionOf(path), path, message }];
}

function unknownKey(path: readonly PropertyKey[], key: string, known: readonly string[]): string {
  const where = path.length === 0 ? "" : `${showPath(path)}: `;
  const meant = nearest(key, known);
  const remedy = meant === undefined ? "Remove it." : `Did you mean ${quote(meant)}?`;
  return `${where}found the key ${quote(key)}; expected one of ${known.join(", ")}. ${remedy}`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let found = value;
  for (const step of path) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, step)) return undefined;
    found = (found as Record<PropertyKey, unknown>)[step];
  }
  return found;
}

function byPosition(a: RolloutMistake, b: RolloutMistake): number {
  if (a.position === null || b.position === null) return 0;
  return a.position.line - b.position.line || a.position.column - b.position.column;
}

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

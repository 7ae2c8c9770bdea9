import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import Ajv, { type AnySchema, type ErrorObject, type ValidateFunction } from "ajv";
import Ajv2020 from "ajv/dist/2020";
import addFormats from "ajv-formats";
import { CHECKOUT } from "../../sandbox/checkout";
import ocsf from "./schemas/ocsf-1.5.0-compliance-finding.json";
import sarif from "./schemas/sarif-2.1.0.json";

type Errors = readonly ErrorObject[];

/** What the published SARIF schema has against a value. */
export const sarifErrors = errorsBy(() => {
  // Draft 4 writes `id` for what is `$id` since; what else it has, Draft 7 understands.
  const { id: $id, ...schema } = sarif;
  return compile(new Ajv({ ...LENIENT, unicodeRegExp: false }), { ...schema, $id, $schema: undefined });
});

/** What the published OCSF schema has against an event. */
export const ocsfErrors = errorsBy(() => compile(new Ajv2020(LENIENT), ocsf));

/** What a draft-7 schema of ours has against a value. */
export function schemaErrors(schema: object, value: unknown): Errors {
  return errorsBy(() => compile(new Ajv(LENIENT), schema))(value);
}

/** Throws where a command was asked for JSON and what it wrote is not as its published schema has it. */
export function assertAsPublished(
  name: `organization-${"plan" | "status" | "validate" | "verify"}` | "plan" | "status" | "verify",
  args: readonly string[],
  stdout: string,
) {
  if (!args.includes("json") || stdout === "") return;
  const schema = JSON.parse(
    readFileSync(path.join(CHECKOUT, "docs", `${name}.schema.json`), "utf8"),
  ) as object;
  assert.deepEqual(schemaErrors(schema, JSON.parse(stdout)), []);
}

/** Published schemas are not written for Ajv's own strictness. */
const LENIENT = { strict: false, allErrors: true };

/** A schema takes seconds to compile, so once, and only where it is needed. */
function errorsBy(make: () => ValidateFunction): (value: unknown) => Errors {
  let validate: ValidateFunction | undefined;
  return (value) => {
    validate ??= make();
    validate(value);
    return validate.errors ?? [];
  };
}

function compile(ajv: Ajv, schema: AnySchema): ValidateFunction {
  addFormats(ajv);
  return ajv.compile(schema);
}

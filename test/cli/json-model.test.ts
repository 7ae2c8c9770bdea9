import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { asJson, jsonSchemaOf } from "../../cli/json-model";
import { organizationPlanSchema } from "../../cli/rollout/plan-organization";
import { planSchema } from "../../cli/rollout/plan-json";
import { statusSchema } from "../../cli/status/status-json";
import { organizationStatusSchema } from "../../cli/status/status-organization";
import { organizationValidateSchema } from "../../cli/validate/validate-json";
import { organizationVerifySchema } from "../../cli/verify/verify-organization";
import { verifySchema } from "../../cli/verify/verify-json";
import { CHECKOUT } from "../../sandbox/checkout";
import { schemaErrors } from "./schemas";

describe("the JSON of commands", () => {
  for (const [name, model] of Object.entries({
    "organization-plan": organizationPlanSchema,
    "organization-status": organizationStatusSchema,
    "organization-validate": organizationValidateSchema,
    "organization-verify": organizationVerifySchema,
    plan: planSchema,
    status: statusSchema,
    verify: verifySchema,
  })) {
    it(`of ${name} has its schema in docs, which refuses what is not so`, () => {
      const file = path.join(CHECKOUT, "docs", `${name}.schema.json`);
      const published = JSON.parse(readFileSync(file, "utf8")) as object;
      assert.deepEqual(published, jsonSchemaOf(model));
      assert.notDeepEqual(schemaErrors(published, { version: 1 }), []);
    });
  }

  it("has dates as text, and nothing where something is undefined", () => {
    assert.deepEqual(asJson({ at: new Date(0), list: [{ gone: undefined, none: null }] }), {
      at: "1970-01-01T00:00:00.000Z",
      list: [{ none: null }],
    });
  });
});

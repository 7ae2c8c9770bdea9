import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { snapshotJsonSchema } from "../../../policypack/facts/snapshot/snapshot-schema";

const SCHEMA = join(__dirname, "../../../docs/snapshot.schema.json");

describe("docs/snapshot.schema.json", () => {
  it("is what the schema says; UPDATE=1 in the environment writes it again", async () => {
    const config = await resolveConfig(SCHEMA);
    const made = await format(JSON.stringify(snapshotJsonSchema()), { ...config, parser: "json" });
    if (process.env.UPDATE === "1") writeFileSync(SCHEMA, made);
    assert.equal(readFileSync(SCHEMA, "utf8"), made);
  });
});

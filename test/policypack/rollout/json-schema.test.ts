import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { type JsonSchema, keysAt, rolloutJsonSchema } from "../../../policypack/rollout/violations";
import { parseRollout } from "../../../policypack/rollout/parse";

const DOCS = join(__dirname, "../../../docs");
const SCHEMA = join(DOCS, "rollout.schema.json");
const EXAMPLE = join(DOCS, "rollout.example.yaml");

/** Every schema of a key, by its path. */
function options(schema: JsonSchema, path = ""): [string, JsonSchema][] {
  const inside = Object.entries(schema.properties ?? {}).flatMap(([key, option]) => {
    const here = path === "" ? key : `${path}.${key}`;
    return [[here, option] as [string, JsonSchema], ...options(option, here)];
  });
  return schema.items ? [...inside, ...options(schema.items, path)] : inside;
}

describe("docs/rollout.schema.json", () => {
  it("is what the schema says; UPDATE=1 in the environment writes it again", async () => {
    const config = await resolveConfig(SCHEMA);
    const made = await format(JSON.stringify(rolloutJsonSchema()), { ...config, parser: "json" });
    if (process.env.UPDATE === "1") writeFileSync(SCHEMA, made);
    assert.equal(readFileSync(SCHEMA, "utf8"), made);
  });

  it("describes every option", () => {
    const all = options(rolloutJsonSchema());
    assert.ok(all.length >= 27, `${all.length} options`);
    for (const [path, option] of all) assert.match(String(option.description), /\.$/, path);
  });

  it("knows the keys of each mapping, and none elsewhere", () => {
    assert.deepEqual(keysAt(["exemptions", 3]), ["user", "owner", "reason", "expires"]);
    assert.deepEqual(keysAt(["account", "x", 1]), []);
    assert.deepEqual(keysAt(["toString"]), []);
  });
});

describe("docs/rollout.example.yaml", () => {
  const text = readFileSync(EXAMPLE, "utf8");

  it("tells editors its schema, which lies beside it", () => {
    assert.match(text, /^# yaml-language-server: \$schema=\.\/rollout\.schema\.json\n/);
  });

  it("is a valid rollout", () => {
    const { account, waves, exemptions } = parseRollout(text, EXAMPLE);
    assert.deepEqual([account, waves.length, exemptions.length], ["existing", 3, 1]);
  });
});

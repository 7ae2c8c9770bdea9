import assert from "node:assert/strict";
import { resourceTypes } from "../../sandbox/provider/resources";
import { packageSchema } from "../../sandbox/provider/schema";

interface Schema {
  name: string;
  resources: Record<string, Record<"inputProperties" | "properties", object>>;
}

describe("the stand-in provider's schema", () => {
  const { name, resources } = JSON.parse(packageSchema()) as Schema;

  it("has every type, for languages that know none by themselves", () => {
    assert.equal(name, "aws");
    assert.deepEqual(Object.keys(resources).sort(), resourceTypes.map(({ token }) => token).sort());
  });

  it("tells inputs from what only AWS can give", () => {
    const user = resources["aws:iam/user:User"];
    assert.ok(user && "name" in user.inputProperties && "name" in user.properties);
    assert.ok("arn" in user.properties && !("arn" in user.inputProperties));
  });
});

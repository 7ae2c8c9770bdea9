import assert from "node:assert/strict";
import type { StackValidationArgs } from "@pulumi/policy";
import {
  AnalyzerResource,
  AnalyzerResourceOptions,
  AnalyzeStackRequest,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { handOverOnce, takeResources } from "../../../policypack/pulumi/resources-once";
import { Run } from "../../../policypack/pulumi/run";

/* eslint-disable @typescript-eslint/no-require-imports -- what has no types */
const { makeAnalyzeStackRpcFun } = require("@pulumi/policy/server") as {
  makeAnalyzeStackRpcFun(pack: string, version: string, level: string, policies: object[]): Analyze;
};
const { AnalyzeStackRequest: Message } = require("@pulumi/pulumi/proto/analyzer_pb") as {
  AnalyzeStackRequest: { prototype: object };
};
/* eslint-enable @typescript-eslint/no-require-imports */

type Analyze = (call: { request: AnalyzeStackRequest }, done: (error: unknown) => void) => void;

const NAMES = ["ann", "bob"];

/** What the engine sends of a stack. */
function stackOf(names: readonly string[]): AnalyzeStackRequest {
  const request = new AnalyzeStackRequest();
  for (const name of names) {
    const resource = new AnalyzerResource();
    resource.setType("test:index:Thing");
    resource.setUrn(name);
    resource.setProperties(Struct.fromJavaScript({ name }));
    resource.setOptions(new AnalyzerResourceOptions());
    request.addResources(resource);
  }
  return request;
}

type Look = (args: StackValidationArgs) => void;

/** Has @pulumi/policy run three policies, changed as the pack's process changes it, and tells what each was given. */
async function givenTo(first: Look, calls = [NAMES]): Promise<string[][]> {
  const given: string[][] = [];
  const policy = (name: string, look: Look) => ({
    ...{ name, description: name, enforcementLevel: "advisory" },
    validateStack: (args: StackValidationArgs) => {
      given.push(args.resources.map(({ urn }) => urn));
      look(args);
    },
  });
  const nothing = () => undefined;
  const analyze = makeAnalyzeStackRpcFun("test", "1.0.0", "advisory", [
    policy("first", first),
    policy("second", nothing),
    policy("third", nothing),
  ]);
  const own = Object.getOwnPropertyDescriptor(Message.prototype, "getResourcesList") ?? {};
  try {
    // Once more, as another copy of the pack would: nothing is put before it twice.
    for (const change of [handOverOnce, handOverOnce]) change();
    for (const names of calls)
      await new Promise<void>((resolve, reject) =>
        analyze({ request: stackOf(names) }, (error) => (error ? reject(error as Error) : resolve())),
      );
  } finally {
    Object.defineProperty(Message.prototype, "getResourcesList", own);
  }
  return given;
}

const take: Look = ({ resources }) => takeResources(resources.length);

describe("the resources of a stack", () => {
  it("are made for the policy that keeps them, and for none after it", async () => {
    assert.deepEqual(await givenTo(take), [NAMES, [], []]);
  });

  it("are made again in the next call", async () => {
    assert.deepEqual(await givenTo(take, [NAMES, ["cyd"]]), [NAMES, [], [], ["cyd"], [], []]);
  });

  it("are made for each policy where nobody keeps them, or not all of them", async () => {
    for (const first of [() => undefined, () => takeResources(NAMES.length - 1)])
      assert.deepEqual(await givenTo(first), [NAMES, NAMES, NAMES]);
  });

  it("are handed over as ever where the engine's messages have no such list", () => {
    const other = { exports: {} } as NodeModule;
    handOverOnce({ "/x/node_modules/@pulumi/pulumi/proto/analyzer_pb.js": other });
    assert.deepEqual(other.exports, {});
  });
});

describe("what a run keeps of a stack", () => {
  const run = () =>
    new Run(
      () => Promise.resolve([]),
      () => new Date(0),
    );
  const handed = (...urns: string[]) =>
    ({ resources: urns.map((urn) => ({ urn })) }) as unknown as StackValidationArgs;
  const urns = ({ resources }: StackValidationArgs) => resources.map(({ urn }) => urn);

  it("is there for policies that are given nothing", () => {
    const kept = run();
    assert.deepEqual(urns(kept.enter("settings", handed("ann"))), ["ann"]);
    assert.deepEqual(urns(kept.enter("rule", handed())), ["ann"]);
  });

  it("is not that of the analysis before", () => {
    const kept = run();
    kept.enter("settings", handed("ann"));
    assert.deepEqual(urns(kept.enter("settings", handed())), []);
    assert.deepEqual(urns(kept.enter("rule", handed("bob"))), ["bob"]);
  });

  it("is kept by what the policies share, so that those after the first are given nothing", async () => {
    const kept = run();
    let policy = 0;
    const given = await givenTo((args) => void kept.enter(`policy ${policy++}`, args));
    assert.deepEqual(given, [NAMES, [], []]);
  });
});

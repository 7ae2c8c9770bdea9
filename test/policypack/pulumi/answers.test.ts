import assert from "node:assert/strict";
import {
  AnalyzeRequest,
  type AnalyzeResponse,
  AnalyzerResourceOptions,
} from "@pulumi/pulumi/proto/analyzer_pb";
import type { Policies } from "@pulumi/policy";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { TYPES } from "../../../policypack/facts/planned/resource-types";
import { pulumiPolicies } from "../../../policypack/pulumi/policies";
import { RULES } from "../../../policypack/rules";

type Analyze = (
  call: { readonly request: AnalyzeRequest },
  callback: (error: unknown, response: AnalyzeResponse) => void,
) => Promise<void>;

// The SDK has no type for what it calls internal.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const { makeAnalyzeRpcFun } = require("@pulumi/policy/server") as {
  makeAnalyzeRpcFun: (pack: string, version: string, level: string, policies: Policies) => Analyze;
};

/** What @pulumi/policy answers the engine about a resource. */
function answer(): Promise<AnalyzeResponse> {
  const policies = pulumiPolicies(
    RULES,
    () => Promise.resolve([]),
    () => new Date(),
  );
  const request = new AnalyzeRequest();
  request.setType(TYPES.policy);
  request.setProperties(Struct.fromJavaScript({ policy: "{}" }));
  request.setOptions(new AnalyzerResourceOptions());
  return new Promise((resolve, reject) => {
    const analyze = makeAnalyzeRpcFun("ours", "1.0.0", "mandatory", policies);
    void analyze({ request }, (error, response) => (error ? reject(error as Error) : resolve(response)));
  });
}

describe("the answer about a resource", () => {
  it("has nothing in it: no finding, and no note for each remediation", async () => {
    assert.ok(RULES.some((rule) => "remediatePolicy" in rule));
    const response = await answer();
    assert.deepEqual([response.getDiagnosticsList(), response.getNotApplicableList()], [[], []]);
  });
});

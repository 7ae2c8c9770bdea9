import assert from "node:assert/strict";
import fc from "fast-check";
import { RequestContext } from "../../../policypack/iam/request-context";
import { type Decision, decide, prepare } from "../../../policypack/iam/evaluate";
import { ALLOW_ALL, read } from "./documents";
import { askOracle, type JsonPolicySet, type OracleAnswer, type OracleRequest } from "./oracle";
import { randomDocument, randomRequest } from "./random-documents";

const RUNS = Number(process.env["MFA_GUARD_PROPERTY_RUNS"] ?? 3000);
/** Unset: another one each time; a failure prints its own. */
const SEED = process.env["MFA_GUARD_PROPERTY_SEED"];

/** Where nothing allows a request, a Deny that can't be told is of no account: ours then says no more than "denied". */
function agrees(decision: Decision, oracle: OracleAnswer): boolean {
  if (decision.outcome === "may succeed") return oracle === "allowed";
  if (decision.outcome === "denied" && decision.by === null) return oracle !== "allowed";
  return oracle === "explicitly denied";
}

/** A document, or one that allows everything, so that denials of others show. */
const documentOrAll = fc.oneof(randomDocument, fc.constant(ALLOW_ALL));

const policySet: fc.Arbitrary<JsonPolicySet> = fc.record(
  {
    identity: fc.array(documentOrAll, { minLength: 1, maxLength: 3 }),
    boundary: documentOrAll,
    scps: fc.array(documentOrAll, { minLength: 1, maxLength: 2 }),
  },
  { requiredKeys: ["identity"] },
) as fc.Arbitrary<JsonPolicySet>;

function decideOurs({ identity, boundary, scps }: JsonPolicySet, request: OracleRequest): Decision {
  const named = (document: object, i = 0) => ({ name: `policy ${i}`, document: read(document) });
  const policies = {
    identity: identity.map(named),
    ...(boundary && { boundary: named(boundary) }),
    ...(scps && { scps: scps.map((document) => [named(document)]) }),
  };
  return decide(
    prepare(policies, new RequestContext(request.context, null)),
    request.action,
    request.resource,
  );
}

describe("random policies and requests", () => {
  it("are decided as the oracle does, or can't be told for a documented reason", () => {
    const counts = { allowed: 0, "explicitly denied": 0, "implicitly denied": 0, "can't tell": 0 };
    fc.assert(
      fc.property(policySet, randomRequest, (policies, request) => {
        const decision = decideOurs(policies, request);
        if (decision.outcome === "can't tell") {
          counts["can't tell"]++;
          assert.match(decision.why, /has no value|ForAnyValue with IfExists/);
          return;
        }
        const oracle = askOracle(policies, request);
        counts[oracle]++;
        assert.ok(agrees(decision, oracle), `ours: ${JSON.stringify(decision)}, the oracle's: ${oracle}`);
      }),
      { numRuns: RUNS, ...(SEED !== undefined && { seed: Number(SEED) }) },
    );
    const said = Object.entries(counts).map(([what, n]) => `${n} ${what}`);
    console.log(`      ${RUNS} cases: ${said.join(", ")}`);
    assert.ok(counts["can't tell"] < RUNS / 10, "too many can't be told");
    for (const what of ["allowed", "explicitly denied"] as const) {
      assert.ok(counts[what] > RUNS / 20, `too few are ${what} for this to show anything`);
    }
  });
});

import assert from "node:assert/strict";
import type { ContextValue } from "../../../policypack/iam/request-context";
import type { Decision, NamedPolicy } from "../../../policypack/iam/evaluate";
import { type Row, tabulate, worst } from "../../../policypack/iam/decision-table";
import { enrolmentResources } from "../../../policypack/iam/samples";
import {
  arnOf,
  type Principal,
  type RequestScenario,
  scenarios,
} from "../../../policypack/iam/request-scenarios";
import { allActions } from "./all-actions";
import { ALLOW_ALL, type JsonDocument, ours, read } from "./documents";
import { askOracle, type OracleAnswer } from "./oracle";

const PARTITIONS = ["aws", "aws-cn", "aws-us-gov", "aws-eusc"];

/** Every how many actions one is compared where not all are. The rest of the run is the same. */
const STRIDE = Number(process.env["MFA_GUARD_ORACLE_STRIDE"] ?? 16);

function ann(partition: string, path = "/"): Principal {
  return { name: "ann", path, accountId: "111122223333", partition };
}

/** The request context that a scenario stands for, with everything in it. */
function contextFor(
  { mfa, viaService }: RequestScenario,
  principal: Principal,
): Record<string, ContextValue> {
  return {
    "aws:username": principal.name,
    "aws:PrincipalArn": arnOf(principal),
    "aws:PrincipalAccount": principal.accountId,
    "aws:PrincipalType": "User",
    "aws:ViaAWSService": String(viaService),
    "aws:MultiFactorAuthPresent": mfa === "absent" ? null : mfa,
  };
}

function agrees(decision: Decision, oracle: OracleAnswer): boolean {
  if (oracle === "allowed") return decision.outcome === "may succeed";
  return decision.outcome === "denied" && (decision.by === null) === (oracle === "implicitly denied");
}

/** The decision on each action of a table. */
function decisionsOf(rows: readonly Row[]) {
  return rows.flatMap(({ actions, byResource }) =>
    actions.map((action) => [action, worst(byResource)] as const),
  );
}

interface Comparison {
  readonly documents: readonly JsonDocument[];
  readonly principal: Principal;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly scenarios: readonly RequestScenario[];
}

/** How many triples (action on a resource, scenario, policies) were compared, and those that differ. */
function compare({ documents, principal, actions, resources, scenarios }: Comparison) {
  const identity = documents.map((document, i): NamedPolicy => ({
    name: String(i),
    document: read(document),
  }));
  const differing: string[] = [];
  let compared = 0;
  for (const resource of resources) {
    const tables = tabulate({ identity }, principal, actions, [resource], scenarios);
    for (const [i, scenario] of scenarios.entries()) {
      const context = contextFor(scenario, principal);
      for (const [action, decision] of decisionsOf(tables[i] ?? [])) {
        const oracle = askOracle(documents, { action, resource, context });
        compared++;
        if (!agrees(decision, oracle)) {
          differing.push(
            `${action} on ${resource} ${JSON.stringify(scenario)}: ${JSON.stringify(decision)} ≠ ${oracle}`,
          );
        }
      }
    }
  }
  return { compared, differing };
}

/** GetSessionToken needs no permission: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html */
function isKnownDifference(line: string): boolean {
  return line.startsWith("sts:GetSessionToken ") && line.endsWith("≠ implicitly denied");
}

function report(what: string, { compared, differing }: ReturnType<typeof compare>): void {
  const unexplained = differing.filter((line) => !isKnownDifference(line));
  console.log(
    `      ${what}: ${compared} compared, ${differing.length - unexplained.length} explained, ${unexplained.length} differ`,
  );
  assert.deepEqual(unexplained, []);
}

describe("what our policy lets through, ours and the oracle's answer", () => {
  const mfaScenarios = scenarios().filter(({ viaService }) => !viaService);
  let actions: readonly string[] = [];

  before(async () => {
    actions = await allActions();
  });

  it("is the same for every action, in each MFA scenario, beside a policy that allows everything", () => {
    const principal = ann("aws");
    const resources = [arnOf(principal)];
    report(
      `${actions.length} actions × 3 scenarios`,
      compare({ documents: [ours(), ALLOW_ALL], principal, actions, resources, scenarios: mfaScenarios }),
    );
  });

  for (const partition of PARTITIONS) {
    it(`is the same in ${partition}, through AWS services too, for a part of all actions`, () => {
      const principal = ann(partition, "/team/");
      const some = actions.filter((_, i) => i % STRIDE === 0);
      const documents = [ours(partition), ALLOW_ALL];
      const resources = [arnOf(principal)];
      report(
        `every ${STRIDE}th action × 6 scenarios`,
        compare({ documents, principal, actions: some, resources, scenarios: scenarios() }),
      );
    });

    it(`is the same in ${partition} for IAM and STS, alone, on one's own user and devices and on others'`, () => {
      const principal = ann(partition, "/team/");
      const own = actions.filter((action) =>
        /^(iam|sts):.*(MFA|User|Session|Caller|Password|AccessKey)/.test(action),
      );
      const others = [`arn:${partition}:iam::111122223333:user/bob`, `arn:${partition}:s3:::some-bucket`];
      const resources = [...Object.values(enrolmentResources(principal)), ...others];
      report(
        `${own.length} actions × ${resources.length} resources × 6 scenarios`,
        compare({
          documents: [ours(partition)],
          principal,
          actions: own,
          resources,
          scenarios: scenarios(),
        }),
      );
    });
  }

  it("is found over every action in every scenario", () => {
    const principal = ann("aws");
    const identity = [ours(), ALLOW_ALL].map((document, i) => ({
      name: String(i),
      document: read(document),
    }));
    const resources = ["*", ...Object.values(enrolmentResources(principal))];
    const all = scenarios([new Date("2026-01-01"), new Date("2028-01-01")]);
    const found = tabulate({ identity }, principal, actions, resources, all);
    assert.equal(found.length, all.length);
  });
});

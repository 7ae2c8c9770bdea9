import { loadActionList } from "../../cli/verify/action-list";
import { selfServicePolicy } from "../../policypack/policy/self-service-policy";
import { parsePolicyDocument } from "../../policypack/iam/policy-document";
import { judgePolicies } from "../../policypack/iam/judge-user";
import type { Proof } from "../model";

const EVERYTHING = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
};

/** The self-service policy beside one that allows everything, over all actions, the loading of the list included. */
export async function proveOnePolicy(rounds: number): Promise<Proof["onePolicy"]> {
  const seconds: number[] = [];
  let size = { actions: 0, situations: 0 };
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    const { actions } = await loadActionList();
    const { moments } = judgePolicies({
      policies: {
        identity: [
          policy("self-service", selfServicePolicy({ partition: "aws" })),
          policy("everything", EVERYTHING),
        ],
      },
      principal: { name: "ann", path: "/", accountId: "123456789012", partition: "aws" },
      now: new Date(),
      actions,
    });
    seconds.push((performance.now() - started) / 1000);
    size = { actions: actions.length, situations: moments[0]?.counts.length ?? 0 };
  }
  return { ...size, seconds };
}

/** Read anew each time: what a document matches is remembered with it. */
function policy(name: string, document: object) {
  return { name, document: parsePolicyDocument(JSON.stringify(document)) };
}

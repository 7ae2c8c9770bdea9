import type { Proof } from "../model";
import { describe, medianOf, short, table } from "./markdown";

/** Proofs: of one policy, and of all users of an account. */
export function proofTable(proof: Proof | null): string {
  if (!proof) return "";
  const { conditions, onePolicy, verification } = proof;
  const { actions, situations, seconds } = onePolicy;
  const { users, policySets, rounds } = verification;
  const rows = [
    // The slowest round is the first, in which everything is loaded: what a person waits for.
    [`one policy, ${actions} actions in ${situations} situations`, `${short(Math.max(...seconds))} s`, ""],
    [
      `\`mfa-guard verify\`, ${users} users with ${policySets} policy sets`,
      `${short(medianOf(rounds, (cost) => cost.seconds))} s`,
      `${short(medianOf(rounds, (cost) => cost.megabytes))} MB`,
    ],
  ];
  return [table(["proof", "wall time", "memory"], rows), describe(conditions)].join("\n\n");
}

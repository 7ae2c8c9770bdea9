import type { Rollout } from "./model";

/** What a wave's group and policy are called; null: those of everybody who is covered at once. */
export function coverNames(
  { groupName, policyName }: Pick<Rollout, "groupName" | "policyName">,
  wave: string | null,
): { readonly groupName: string; readonly policyName: string } {
  const end = wave === null ? "" : `-${wave}`;
  return { groupName: groupName + end, policyName: policyName + end };
}

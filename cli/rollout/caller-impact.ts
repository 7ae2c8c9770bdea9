import { lacksMfa, userNameOf } from "../../policypack/facts/caller-identity";
import type { Reason } from "../../policypack/facts/fact";
import type { AccountFacts, CallerIdentity } from "../../policypack/facts/model";
import { deadlineOf, type Subject } from "./subjects";

/** What forcing MFA does to whoever runs the command. */
export type CallerImpact =
  /** A role, a federated session or root: a policy on users does not touch it. */
  | { readonly kind: "no user"; readonly arn: string }
  /** An exemption, no console password, or no wave. */
  | { readonly kind: "left out"; readonly name: string }
  /** Has a device and calls with a session; whether that was made with MFA, AWS does not tell. */
  | { readonly kind: "safe"; readonly name: string }
  /** `from` null: as soon as they are covered. */
  | { readonly kind: "locked out"; readonly name: string; readonly why: string; readonly from: Date | null }
  | { readonly kind: "unknown"; readonly reason: Reason };

/** Whether you would lock yourself out. Without a rollout file everybody with a password counts as covered. */
export function callerImpact(
  account: AccountFacts,
  subjects: readonly Subject[],
  hasRollout: boolean,
): CallerImpact {
  const { identity, users } = account;
  if (!identity.known) return { kind: "unknown", reason: identity.reason };
  const { arn } = identity.value;
  const name = userNameOf(arn);
  if (name === null) return { kind: "no user", arn };
  const self = subjects.find(({ live }) => live.arn === arn);
  if (self) return judge(self, identity.value, hasRollout);
  const isListed = users.found.some(({ live }) => live.known && live.value?.arn === arn);
  return isListed || users.complete.known
    ? { kind: "left out", name }
    : { kind: "unknown", reason: users.complete.reason };
}

function judge(
  { name, live, standing }: Subject,
  identity: CallerIdentity,
  hasRollout: boolean,
): CallerImpact {
  if (standing.kind === "exempt" || (hasRollout && standing.kind === "no deadline")) {
    return { kind: "left out", name };
  }
  const from = deadlineOf(standing);
  const why = lacksMfa(live, identity);
  if (!why.known) return { kind: "unknown", reason: why.reason };
  return why.value === null ? { kind: "safe", name } : { kind: "locked out", name, from, why: why.value };
}

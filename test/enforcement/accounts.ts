import type { LiveAccount } from "../../enforcement/account/live-account";
import { DEFAULT_QUOTAS } from "../../enforcement/account/quotas";
import type { StackConfig } from "../../enforcement/config";
import { selfServicePolicy } from "../../policypack/policy/self-service-policy";
import { known } from "../../policypack/facts/fact";
import type { AccountFacts, Group, ManagedPolicy, User } from "../../policypack/facts/account-facts";
import { parseRolloutObject } from "../../policypack/rollout/parse";
import type { RolloutInput } from "../../policypack/rollout/rollout-schema";
import {
  consoleUser,
  forceMfaGroup,
  found,
  inlinePolicy,
  managedPolicy,
  modelAccount,
  VIRTUAL,
} from "../support/accounts";

export const DEADLINE = "2027-02-01T09:00:00Z";

/** Everything allowed, by an inline policy. */
export const ADMIN = inlinePolicy("admin", { Statement: { Effect: "Allow", Action: "*", Resource: "*" } });

/** An account with nobody but these, and these groups and policies. */
export function account(
  users: readonly User[],
  groups: readonly Group[] = [],
  policies: Record<string, ManagedPolicy> = {},
): AccountFacts {
  return modelAccount([], {
    users: found(users),
    groups: found(new Map(groups.map((group) => [group.name ?? "", group]))),
    policies: found(new Map(Object.entries(policies))),
  });
}

export function liveAccount(facts: AccountFacts, changes: Partial<LiveAccount> = {}): LiveAccount {
  return {
    facts,
    callers: [facts.identity],
    quotas: known(DEFAULT_QUOTAS),
    ...changes,
  };
}

export function stackConfig(rollout: RolloutInput, changes: Partial<StackConfig> = {}): StackConfig {
  return {
    rollout: parseRolloutObject(rollout, "the test"),
    users: null,
    allow: { lockingMyselfOut: false, noAdministratorLeft: false, lockingOut: [] },
    ...changes,
  };
}

/** An administrator with MFA, whom no refusal is about. */
export const ADA = consoleUser("ada", ADMIN, { devices: found([VIRTUAL]) });

/** A wave as it is deployed: its group, and its policy. */
export function deployedWave(
  wave: string,
  from: string,
): { group: Group; policies: Record<string, ManagedPolicy> } {
  const policy = `arn:aws:iam::111122223333:policy/force-mfa-self-service-${wave}`;
  const document = selfServicePolicy({ partition: "aws", from: new Date(from) });
  return {
    group: forceMfaGroup({ name: `force-mfa-${wave}`, attachedPolicies: [{ policy, origin: "live" }] }),
    policies: { [policy]: managedPolicy(document, { name: `force-mfa-self-service-${wave}` }) },
  };
}

export function inGroups(...groups: string[]): Pick<User, "groups"> {
  return { groups: groups.map((group) => ({ group, origin: "live" })) };
}
